package org.pirouette.host.source;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// Reads `/sys/kernel/debug/iommu/intel/iommu_regset` (and, for the names of the units alone,
/// `dmar_perf_latency`): sections `IOMMU: dmar18 Register Base Address: c87fc000`, then registers.
public final class IommuRegisters {
  private IommuRegisters() {}

  /// The units whose CAP and ECAP the file gives.
  public static List<IommuUnit> parse(Content content) {
    List<IommuUnit> units = new ArrayList<>();
    String name = "";
    long capability = 0;
    Evidence evidence = content.whole("");
    for (int number = 0; number < content.lines().size(); number++) {
      List<String> words = Text.words(content.lines().get(number));
      if (words.size() >= 2 && words.getFirst().equals("IOMMU:")) {
        name = words.get(1);
        capability = 0;
      } else if (words.size() == 3 && words.getFirst().equals("CAP")) {
        capability = Text.bits(words.get(2));
        evidence = content.at(number);
        units.add(new IommuUnit(IommuUnit.Kind.INTEL, name, capability, 0, evidence));
      } else if (words.size() == 3 && words.getFirst().equals("ECAP") && capability != 0) {
        units.removeLast();
        units.add(
            new IommuUnit(
                IommuUnit.Kind.INTEL, name, capability, Text.bits(words.get(2)), evidence));
        capability = 0;
      }
    }
    return units;
  }

  /// The names of the units, in the order of the file.
  public static List<Evidence> names(Content content) {
    List<Evidence> names = new ArrayList<>();
    for (int number = 0; number < content.lines().size(); number++) {
      List<String> words = Text.words(content.lines().get(number));
      if (words.size() >= 2
          && words.getFirst().equals("IOMMU:")
          && words.get(1).startsWith("dmar")) {
        names.add(new Evidence(content.path(), number + 1, words.get(1)));
      }
    }
    return names;
  }
}
