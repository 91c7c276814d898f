package org.pirouette.host.source;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// What a kernel log (`dmesg`, the journal, a serial console) or Xen's log says about interrupts.
///
/// @param known whether there was a log
/// @param facts lines by what they say; at most [#KEPT] of each
/// @param intelUnits VT-d units with CAP and ECAP, by name
/// @param amdUnits AMD units with their extended features
/// @param drhds register bases of all VT-d units of the firmware's table, with their lines
/// @param capableBases register bases of the units whose capability was printed
/// @param source the file
public record KernelLog(
    boolean known,
    Map<LogFact, List<Evidence>> facts,
    List<IommuUnit> intelUnits,
    List<IommuUnit> amdUnits,
    Map<String, Evidence> drhds,
    Set<String> capableBases,
    String source) {
  private static final int KEPT = 64;

  private static final Pattern PASTED_UNIT =
      Pattern.compile("\\b(dmar\\d{1,4})/intel-iommu/(cap|ecap):\\s{0,4}([0-9a-fA-F]{1,16})\\s*$");

  /// Interrupt remapping and extended interrupt mode in the extended capability (VT-d 11.4.3).
  private static final long REMAPS = 0x18;

  /// Words of which every line of interest holds one; most lines are dropped by this look.
  private static final List<String> OF_INTEREST =
      List.of(
          "DMAR",
          "dmar",
          "emapping",
          "AMD-Vi",
          "APIC",
          "apic",
          "AVIC",
          "kvm",
          "GIC",
          "ITS",
          "ITS:",
          "Hyper",
          "hv_",
          "Linux version",
          "ACPI: ",
          "VMX",
          "XEN",
          "paravirt",
          "Hardware name",
          "DMI: ",
          "locked down",
          "irq bypass",
          "PI IRTE",
          "guest_irq",
          "GA log",
          "BIOS",
          "Posted-interrupts",
          "virtualisation",
          "SVM",
          "hw.vmm",
          "IOMMU");

  /// Reads a log.
  public static KernelLog parse(Content content) {
    Map<LogFact, List<Evidence>> facts = new EnumMap<>(LogFact.class);
    Map<String, IommuUnit> intel = new LinkedHashMap<>();
    List<IommuUnit> amd = new ArrayList<>();
    Map<String, Evidence> drhds = new LinkedHashMap<>();
    Set<String> bases = new LinkedHashSet<>();
    List<String> lines = content.lines();
    for (int index = 0; index < lines.size(); index++) {
      String line = lines.get(index);
      if (!ofInterest(line) || line.startsWith("# ")) {
        continue;
      }
      String whole = unwrapped(lines, index);
      for (LogFact fact : Wordings.facts(whole)) {
        List<Evidence> kept = facts.computeIfAbsent(fact, any -> new ArrayList<>());
        if (kept.size() < KEPT) {
          kept.add(content.at(index));
        }
      }
      intelUnit(whole, content.at(index), intel);
      String base = base(whole, "DRHD base: ");
      if (!base.isEmpty() && drhds.size() < KEPT) {
        drhds.putIfAbsent(base, content.at(index));
      }
      bases.add(base(whole, "reg_base_addr "));
      amdUnit(whole, content.at(index), amd);
      pastedUnit(whole, content.at(index), intel);
    }
    return new KernelLog(
        content.present(), facts, List.copyOf(intel.values()), amd, drhds, bases, content.path());
  }

  /// Whether a line may say something that is looked for; all others may be left out of a log.
  public static boolean ofInterest(String line) {
    for (String word : OF_INTEREST) {
      if (line.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /// Joins a line that a mail program broke with `=` at its end.
  public static String unwrapped(List<String> lines, int index) {
    String line = lines.get(index);
    return line.endsWith("=") && index + 1 < lines.size()
        ? line.substring(0, line.length() - 1) + lines.get(index + 1)
        : line;
  }

  /// `DMAR: dmar0: reg_base_addr fed90000 ver 1:0 cap d2008c40660462 ecap f050da`.
  private static void intelUnit(String line, Evidence evidence, Map<String, IommuUnit> units) {
    int at = line.indexOf(": reg_base_addr ");
    int modern = at < 0 ? -1 : line.lastIndexOf("dmar", at);
    // "dmar: IOMMU 0: reg_base_addr ..." before Linux 4.1
    int start =
        modern < 0 || line.startsWith("dmar: ", modern)
            ? line.lastIndexOf("IOMMU ", Math.max(0, at))
            : modern;
    String capability = Text.after(line, " cap ");
    String extended = Text.after(line, " ecap ");
    if (at < 0 || start < 0 || !Text.isHexadecimal(capability) || !Text.isHexadecimal(extended)) {
      return;
    }
    String name = line.substring(start, at).replace("IOMMU ", "dmar");
    units.putIfAbsent(
        name,
        new IommuUnit(
            IommuUnit.Kind.INTEL, name, Text.bits(capability), Text.bits(extended), evidence));
  }

  /// `/sys/class/iommu/dmar0/intel-iommu/cap:8d2078c106f0466`, as `grep .` prints it; what can post
  /// can also remap, so that the other register need not be there.
  private static void pastedUnit(String line, Evidence evidence, Map<String, IommuUnit> units) {
    Matcher pasted = PASTED_UNIT.matcher(line);
    if (!pasted.find()) {
      return;
    }
    String name = pasted.group(1);
    long bits = Text.bits(pasted.group(3));
    IommuUnit known = units.get(name);
    if (pasted.group(2).equals("cap")) {
      long extended = known == null ? REMAPS : known.extended();
      units.put(name, new IommuUnit(IommuUnit.Kind.INTEL, name, bits, extended, evidence));
    } else if (known != null) {
      units.put(
          name,
          new IommuUnit(IommuUnit.Kind.INTEL, name, known.capability(), bits, known.evidence()));
    }
  }

  /// `AMD-Vi: Extended features (0x206d73ef22254ade, 0x0): PPR ...`, or `[5] (0x...)` with one
  /// value.
  private static void amdUnit(String line, Evidence evidence, List<IommuUnit> units) {
    int at = line.indexOf("Extended features (");
    boolean global = line.contains("Using global IVHD EFR:");
    if ((at < 0 && !global) || !line.contains("AMD-Vi")) {
      return;
    }
    String features = global ? Text.after(line, "EFR:") : Text.after(line, "Extended features (");
    String second = global ? Text.after(line, "EFR2:") : Text.after(line, ", ");
    if (features.startsWith("0x")
        && Text.isHexadecimal(features.substring(2))
        && units.size() < KEPT) {
      units.add(
          new IommuUnit(
              IommuUnit.Kind.AMD,
              "ivhd" + units.size(),
              Text.bits(features),
              Text.bits(second),
              evidence));
    }
  }

  /// The number after a key, without `0x` and leading zeros; empty where there is none.
  private static String base(String line, String key) {
    String number = Text.after(line, key);
    String digits = number.startsWith("0x") ? number.substring(2) : number;
    return Text.isHexadecimal(digits) ? Long.toHexString(Text.bits(digits)) : "";
  }

  /// The units of the firmware's table whose capability was not printed.
  public List<Evidence> drhdsWithoutCapability() {
    return drhds.entrySet().stream()
        .filter(drhd -> !capableBases.contains(drhd.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /// The first line that says this.
  public Optional<Evidence> first(LogFact fact) {
    return Optional.ofNullable(facts.get(fact)).map(List::getFirst);
  }

  /// Whether some line says this.
  public boolean says(LogFact fact) {
    return facts.containsKey(fact);
  }

  /// How many lines say this, counted up to [#KEPT].
  public int count(LogFact fact) {
    return facts.getOrDefault(fact, List.of()).size();
  }

  /// Whether the log starts at boot, so that a missing line means something.
  public boolean fromBoot() {
    return says(LogFact.LINUX_VERSION) && says(LogFact.ACPI_TABLES);
  }
}
