package org.pirouette.host.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// `/proc/interrupts` and what tools make of it: labels, counts, chips and triggers; of the actions
/// only those that doctor looks for. Names of other devices and drivers are shown as `x`.
final class InterruptsRule implements Rule {
  private static final Pattern LABEL =
      Pattern.compile(
          "\\d{1,6}|NMI|LOC|SPU|PMI|IWI|RTR|RES|CAL|TLB|TRM|THR|DFR|MCE|MCP|HYP|HVS|HRE|ERR|MIS|PIN"
              + "|NPI|PIW|PMN|IPI\\d|Err");

  private static final Pattern COUNT = Pattern.compile("\\d{1,19}");

  private static final Pattern CHIP =
      Pattern.compile(
          "(?:IR-|HV-)?(?:PCI-MSIX?|IO-APIC|HPET-MSI|DMAR-MSI|IOMMU-MSI|ITS-P?MSIX?|ITS-pMSI)(?:-"
              + Allowed.PCI
              + ")?|XT-PIC|GICv[0-9.]{1,3}(?:-[a-z]{2,4})?|xen-(?:pirq|percpu|dyn|evtchn)(?:-[a-z]{2,8})?");

  private static final Pattern TRIGGER =
      Pattern.compile("(?:\\d{1,10}-)?(?:edge|fasteoi|level|Edge|Level|hierarchy)");

  private static final Pattern ACTION =
      Pattern.compile(
          "vfio-(?:msix?|intx)(?:\\[\\d{1,4}])?\\("
              + Allowed.PCI
              + "\\),?|dmar\\d{1,4},?|AMD-Vi\\d{0,3}(?:-(?:GA|Evt|PPR))?,?|virtio\\d{1,3}(?:-[a-z]{1,12}"
              + "(?:\\.\\d{1,4})?)?,?|vcpu|timer|acpi|i8042|rtc0");

  /// Words of the kernel's own explanations and of the heads of tables.
  private static final Set<String> WORDS =
      Set.of(
          "irq",
          "IRQ",
          "COUNT",
          "TOTAL",
          "DELTA",
          "DESC",
          "NAME",
          "Posted-interrupt",
          "notification",
          "event",
          "Nested",
          "posted-interrupt",
          "wakeup",
          "Posted",
          "MSI",
          "Non-maskable",
          "interrupts",
          "Local",
          "timer",
          "Spurious",
          "Performance",
          "monitoring",
          "work",
          "APIC",
          "ICR",
          "read",
          "retries",
          "Rescheduling",
          "Function",
          "call",
          "TLB",
          "shootdowns",
          "Thermal",
          "Threshold",
          "Machine",
          "check",
          "exceptions",
          "polls",
          "Hypervisor",
          "callback",
          "Hyper-V",
          "stimer0",
          "reenlightenment",
          "Deferred",
          "Error",
          "-",
          "=");

  @Override
  public List<String> apply(List<String> lines) {
    return Rule.each(InterruptsRule::line).apply(lines);
  }

  private static String line(String line) {
    List<String> shown = new ArrayList<>();
    boolean counts = false;
    String[] words = line.strip().split("\\s+");
    for (int index = 0; index < words.length; index++) {
      String word = words[index];
      String bare = word.replaceFirst("[:.]$", "");
      if (word.endsWith(":") && LABEL.matcher(bare).matches()) {
        shown.add(word);
        counts = true;
      } else if (COUNT.matcher(word).matches() && (counts || counted(words, index))) {
        shown.add(word);
      } else if (index == 0 && LABEL.matcher(bare).matches()) {
        shown.add(word);
      } else {
        counts &= !shown.isEmpty() && isListNumber(word);
        shown.add(known(word) ? word : "x");
      }
    }
    boolean nothing = shown.stream().allMatch("x"::equals);
    return nothing ? "" : String.join(" ", shown);
  }

  /// Columns of `irqtop`: the label, then counts; and the number before the trigger of an Arm chip.
  private static boolean counted(String[] words, int index) {
    boolean afterLabel = index <= 2 && LABEL.matcher(words[0]).matches();
    boolean arm =
        index + 1 < words.length
            && words[index].length() < 11
            && words[index + 1].matches("Edge|Level");
    return afterLabel || arm;
  }

  private static boolean isListNumber(String word) {
    return word.matches("\\d{1,4}\\.");
  }

  private static boolean known(String word) {
    return CHIP.matcher(word).matches()
        || TRIGGER.matcher(word).matches()
        || ACTION.matcher(word).matches()
        || WORDS.contains(word)
        || isListNumber(word)
        || word.matches("CPU\\d{1,5}");
  }
}
