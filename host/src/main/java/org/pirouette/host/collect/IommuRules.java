package org.pirouette.host.collect;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Files of IOMMUs and of single interrupts: rows of known shape, with hexadecimal numbers.
final class IommuRules {
  private static final Pattern CAPABILITY =
      Pattern.compile("(?:0x)?[0-9a-f]{1,16}(?::[0-9a-f]{1,16})?|\\d{1,2}:\\d{1,2}");

  private static final Pattern MEMORY =
      Pattern.compile("\\s*[0-9a-f]{1,16}-[0-9a-f]{1,16} : (?:dmar\\d{1,4}|amd_iommu)");

  private static final Pattern REGISTERS =
      Pattern.compile(
          "IOMMU: dmar\\d{1,4}(?:\\s+Register Base Address:\\s+[0-9a-f]{1,16})?|(?:CAP|ECAP)\\s+"
              + "(?:0x)?[0-9a-f]{1,4}\\s+(?:0x)?[0-9a-f]{1,16}");

  private static final Pattern LATENCY =
      Pattern.compile("IOMMU: dmar\\d{1,4}\\s+Register Base Address:\\s+[0-9a-f]{1,16}|<0\\.1us");

  private static final Pattern TABLE =
      Pattern.compile(
          "(?:Remapped|Posted) Interrupt supported on IOMMU: dmar\\d{1,4}|IR table"
              + " address:[0-9a-f]{1,16}|Interrupt Remapping is not enabled|\\*{4}|\\d{1,6}\\s+"
              + "[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7](?:\\s+[0-9a-f]{8}){1,2}\\s+[0-9a-f]{2}"
              + "(?:\\s+[0-9a-f]{16}){2}");

  private static final Pattern CHIP =
      Pattern.compile(
          "chip:\\s+((?:IR-)?(?:PCI-MSIX?|IO-APIC|HPET-MSI|DMAR-MSI)(?:-"
              + Allowed.PCI
              + ")?|INTEL-IR(?:-POST)?|AMD-IR|APIC|GICv?[0-9.]{0,3}(?:-[a-z]{2,4})?|ITS(?:-P?MSIX?)?"
              + "(?:-"
              + Allowed.PCI
              + ")?)");

  private static final Pattern DEVICE =
      Pattern.compile("device:\\s+" + Allowed.PCI + "|hwirq:\\s+0x[0-9a-f]{1,12}");

  private IommuRules() {}

  /// A capability of sysfs.
  static List<String> capability(List<String> lines) {
    String value = lines.isEmpty() ? "" : lines.getFirst().strip();
    return CAPABILITY.matcher(value).matches() ? List.of(value) : List.of();
  }

  /// A line of `/proc/iomem`.
  static String memory(String line) {
    return MEMORY.matcher(line).matches() ? line.strip() : "";
  }

  /// A line of `iommu_regset`.
  static String registers(String line) {
    return REGISTERS.matcher(line.strip()).matches() ? line.strip() : "";
  }

  /// A line of `dmar_perf_latency`: the units' names, and what the file is known by.
  static String latency(String line) {
    Matcher unit = LATENCY.matcher(line);
    return unit.find() ? unit.group() : "";
  }

  /// A line of `ir_translation_struct`.
  static String table(String line) {
    return TABLE.matcher(line.strip()).matches() ? line.strip() : "";
  }

  /// A line of the description of one interrupt.
  static String interrupt(String line) {
    String text = line.strip();
    Matcher chip = CHIP.matcher(text);
    if (chip.matches()) {
      return "chip:    " + chip.group(1);
    }
    if (text.contains("IRQD_FORWARDED_TO_VCPU")) {
      return "IRQD_FORWARDED_TO_VCPU";
    }
    return DEVICE.matcher(text).matches() ? text : "";
  }
}
