package org.pirouette.host.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;
import org.pirouette.host.tree.HostTree;

/// Reads `/sys/class/iommu`: `dmarN/intel-iommu/{cap,ecap}` (hexadecimal without `0x`) and
/// `ivhdN/amd-iommu/features` (`EFR:EFR2`).
public final class SysfsIommu {
  private static final String FOLDER = "sys/class/iommu";

  private SysfsIommu() {}

  /// The units with their capabilities.
  public static List<IommuUnit> units(HostTree tree) {
    List<IommuUnit> units = new ArrayList<>();
    for (String name : names(tree)) {
      String folder = FOLDER + "/" + name;
      intel(tree, name, folder).ifPresent(units::add);
      amd(tree, name, folder).ifPresent(units::add);
    }
    return units;
  }

  private static Optional<IommuUnit> intel(HostTree tree, String name, String folder) {
    Content capability = tree.read(folder + "/intel-iommu/cap");
    if (!Text.isHexadecimal(capability.value())) {
      return Optional.empty();
    }
    String extended = tree.read(folder + "/intel-iommu/ecap").value();
    String text = "cap " + capability.value() + " ecap " + extended;
    return Optional.of(
        new IommuUnit(
            IommuUnit.Kind.INTEL,
            name,
            Text.bits(capability.value()),
            Text.bits(extended),
            new Evidence(capability.path(), 1, text)));
  }

  private static Optional<IommuUnit> amd(HostTree tree, String name, String folder) {
    Content features = tree.read(folder + "/amd-iommu/features");
    String[] values = features.value().split(":", 2);
    if (!Text.isHexadecimal(values[0])) {
      return Optional.empty();
    }
    long second = values.length > 1 ? Text.bits(values[1]) : 0;
    return Optional.of(
        new IommuUnit(IommuUnit.Kind.AMD, name, Text.bits(values[0]), second, features.at(0)));
  }

  /// The names of the units.
  public static List<String> names(HostTree tree) {
    return tree.list(FOLDER);
  }
}
