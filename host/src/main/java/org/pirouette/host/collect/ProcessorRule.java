package org.pirouette.host.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `/proc/cpuinfo`: how many CPUs, and of the first one its maker, family, model, stepping and the
/// flags that decide. The name of the model may be anything in a virtual machine: of it only the
/// words of makers stay.
final class ProcessorRule implements Rule {
  private static final Set<String> NUMBERS =
      Set.of(
          "cpu family",
          "model",
          "stepping",
          "cpu architecture",
          "cpu implementer",
          "cpu variant",
          "cpu part",
          "cpu revision");

  private static final Set<String> MAKERS =
      Set.of("GenuineIntel", "AuthenticAMD", "HygonGenuine", "CentaurHauls", "IBM/S390");

  private static final Set<String> FLAGS =
      Set.of("vmx", "svm", "avic", "x2avic", "x2apic", "hypervisor", "cx16", "vnmi", "sev_snp");

  private static final Set<String> VMX_FLAGS =
      Set.of(
          "posted_intr",
          "vapic_reg",
          "vid",
          "apicv",
          "ipi_virt",
          "tpr_shadow",
          "x2apic",
          "flexpriority",
          "preemption_timer",
          "tsc_deadline");

  @Override
  public List<String> apply(List<String> lines) {
    List<String> kept = new ArrayList<>();
    int processors = 0;
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String key = line.substring(0, colon).strip();
      String value = line.substring(colon + 1).strip();
      boolean processor = key.equals("processor");
      processors += processor ? 1 : 0;
      if (processor && value.matches("\\d{1,5}")) {
        kept.add("processor\t: " + value);
      } else if (processor) {
        kept.add("processor\t: x");
      } else if (processors <= 1) {
        String shown = of(key, value);
        if (!shown.isEmpty()) {
          kept.add(shown);
        }
      }
    }
    return kept;
  }

  private static String of(String key, String value) {
    String name = key.toLowerCase(Locale.ROOT);
    if (NUMBERS.contains(name)) {
      return value.matches("(0x)?[0-9a-f]{1,4}") ? key + "\t: " + value : "";
    }
    return switch (name) {
      case "vendor_id" -> MAKERS.contains(value) ? "vendor_id\t: " + value : "";
      case "model name" -> "model name\t: " + Allowed.processor(value);
      case "flags" -> "flags\t\t: " + Allowed.words(value, FLAGS);
      case "features" -> "Features\t: ";
      case "vmx flags" -> "vmx flags\t: " + Allowed.words(value, VMX_FLAGS);
      default -> "";
    };
  }
}
