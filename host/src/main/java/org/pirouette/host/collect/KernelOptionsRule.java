package org.pirouette.host.collect;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The kernel command line: options whose names are known, with values that are known for that
/// option. An option that only begins like a known one (`kvm.password=...`) is left out.
final class KernelOptionsRule implements Rule {
  private static final Set<String> SWITCHES = Set.of("on", "off", "0", "1", "y", "n", "Y", "N");

  private static final Set<String> BARE =
      Set.of("nointremap", "nox2apic", "noapic", "nolapic", "nopv", "nosmt", "notsc", "nohz_full");

  private static final Map<String, Set<String>> VALUES =
      Map.ofEntries(
          entry(
              "intremap", Set.of("on", "off", "nopost", "nosid", "no_x2apic_optout", "posted_msi")),
          entry(
              "intel_iommu",
              Set.of("on", "off", "igfx_off", "sm_on", "sm_off", "strict", "sp_off", "forcedac")),
          entry(
              "amd_iommu",
              Set.of(
                  "on",
                  "off",
                  "fullflush",
                  "force_enable",
                  "force_isolation",
                  "pgtbl_v1",
                  "pgtbl_v2",
                  "irtcachedis")),
          entry("amd_iommu_intr", Set.of("legacy", "vapic")),
          entry("iommu", Set.of("pt", "nopt", "on", "off", "force", "soft", "noforce", "intpost")),
          entry("iommu.passthrough", SWITCHES),
          entry("iommu.strict", SWITCHES),
          entry("vfio_iommu_type1.allow_unsafe_interrupts", SWITCHES),
          entry("kvm_arm.vgic_v4_enable", SWITCHES),
          entry("kvm_arm.mode", Set.of("none", "nvhe", "protected", "nested")),
          entry("mitigations", Set.of("off", "auto", "nosmt")),
          entry("idle", Set.of("poll", "halt", "nomwait")),
          entry("tsc", Set.of("reliable", "unstable", "nowatchdog")));

  private static final Set<String> PROCESSORS =
      Set.of("isolcpus", "nohz_full", "rcu_nocbs", "irqaffinity");

  private static final Pattern LIST =
      Pattern.compile("(?:(?:domain|managed_irq|nohz),)*[0-9N][0-9N,:/-]{0,200}");

  private static final Set<String> MODULES = Set.of("kvm", "kvm_intel", "kvm_amd");

  @Override
  public List<String> apply(List<String> lines) {
    List<String> kept = new ArrayList<>();
    for (String word : String.join(" ", lines).replace("\"", "").split("\\s+")) {
      if (word.equals("--")) {
        break;
      }
      String shown = option(word);
      if (!shown.isEmpty()) {
        kept.add(shown);
      }
    }
    return List.of(String.join(" ", kept));
  }

  private static String option(String word) {
    int equals = word.indexOf('=');
    if (equals < 0) {
      return BARE.contains(word) ? word : "";
    }
    String key = word.substring(0, equals);
    String value = word.substring(equals + 1);
    if (PROCESSORS.contains(key)) {
      return LIST.matcher(value).matches() ? word : "";
    }
    String name = key.replace('-', '_');
    Set<String> known = VALUES.get(name);
    if (known != null) {
      return values(key, value, known);
    }
    int dot = name.indexOf('.');
    boolean parameter = dot > 0 && MODULES.contains(name.substring(0, dot));
    return parameter && ModuleRules.allowed(name.substring(dot + 1), value) ? word : "";
  }

  /// The kernel compares by beginning: of each value the known word that it begins with stays.
  private static String values(String key, String value, Set<String> known) {
    List<String> kept = new ArrayList<>();
    for (String one : value.split(",")) {
      known.stream()
          .filter(one::startsWith)
          .max((first, second) -> Integer.compare(first.length(), second.length()))
          .ifPresent(kept::add);
    }
    return kept.isEmpty() ? "" : key + "=" + String.join(",", kept);
  }
}
