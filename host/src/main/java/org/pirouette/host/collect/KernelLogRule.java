package org.pirouette.host.collect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.host.source.KernelLog;
import org.pirouette.host.source.Wordings;

/// The kernel log, or Xen's: of a line that says something doctor looks for, the pieces of that
/// wording, the time since boot, and values of known shape (capabilities of IOMMUs, the release of
/// the kernel, names of hypervisors). Whatever else stands in the line is shown as `...`; other
/// lines are left out.
final class KernelLogRule implements Rule {
  private static final Pattern TIME = Pattern.compile("\\[ {0,6}\\d{1,7}\\.\\d{6}]");

  private static final List<Pattern> VALUES =
      List.of(
          Pattern.compile(
              "(?:dmar\\d{1,4}|IOMMU \\d{1,4}): reg_base_addr [0-9a-f]{1,16} ver \\d{1,2}:\\d{1,2}"
                  + " cap [0-9a-f]{1,16} ecap [0-9a-f]{1,16}\\b"),
          Pattern.compile("DRHD base: 0x[0-9a-f]{1,16} flags: 0x[0-9a-f]\\b"),
          Pattern.compile("Extended features \\(0x[0-9a-f]{1,16}(?:, 0x[0-9a-f]{1,16})?\\)"),
          Pattern.compile("EFR2?:0x[0-9a-f]{1,16}\\b"),
          Pattern.compile("\\(max \\d{1,5} vCPUs\\)"),
          Pattern.compile(
              "\\b(?:DirectLPI|RVPEID|Valid\\+Dirty|GICv4(?:\\.1)?|KVM|bare hardware|VMware|Xen"
                  + "|Microsoft Hyper-V|Microsoft HyperV|support (?:en|dis)abled)\\b"));

  /// Where a hypervisor says its name: nothing else of the names of hardware is needed.
  private static final Pattern HARDWARE =
      Pattern.compile(
          "(?i)\\b(?:qemu|kvm|vmware|virtualbox|virtual machine|firecracker|bhyve|xen)");

  @Override
  public List<String> apply(List<String> lines) {
    List<String> kept = new ArrayList<>();
    for (int index = 0; index < lines.size(); index++) {
      if (KernelLog.ofInterest(lines.get(index)) && !lines.get(index).startsWith("# ")) {
        of(KernelLog.unwrapped(lines, index)).ifPresent(kept::add);
      }
    }
    return kept;
  }

  private static Optional<String> of(String line) {
    BitSet kept = Wordings.understood(line);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    for (Pattern value : VALUES) {
      mark(value, line, kept);
    }
    if (line.contains("Hardware name: ") || line.contains("DMI: ")) {
      mark(HARDWARE, line, kept);
    }
    Matcher time = TIME.matcher(line);
    String start = time.find() ? time.group() + " " : "";
    int version = line.indexOf("Linux version ");
    String release = version < 0 ? "" : " " + Allowed.release(line.substring(version + 14));
    return Optional.of(start + shown(line, kept).strip() + release);
  }

  private static void mark(Pattern pattern, String line, BitSet kept) {
    Matcher matcher = pattern.matcher(line);
    while (matcher.find()) {
      kept.set(matcher.start(), matcher.end());
    }
  }

  /// What is marked; between it blanks, signs, or `...` in place of letters and digits.
  private static String shown(String line, BitSet kept) {
    StringBuilder shown = new StringBuilder();
    int at = kept.nextSetBit(0);
    while (at >= 0) {
      int end = kept.nextClearBit(at);
      shown.append(line, at, end);
      at = kept.nextSetBit(end);
      if (at >= 0) {
        String gap = line.substring(end, at);
        boolean silent = gap.chars().noneMatch(Character::isLetterOrDigit) && gap.length() < 8;
        shown.append(silent ? gap : " ... ");
      }
    }
    return shown.toString();
  }
}
