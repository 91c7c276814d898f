package org.pirouette.host.source;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;
import org.pirouette.host.tree.HostTree;

/// The modules that matter and the values of their parameters, from `/sys/module` or from a listing
/// with lines `module/parameter value`.
///
/// @param modules those of interest that are loaded or built in
/// @param values `module/parameter` to what stands in the file
/// @param known whether modules could be listed at all
public record ModuleParameters(Set<String> modules, Map<String, Evidence> values, boolean known) {
  /// The modules whose presence says something.
  public static final List<String> OF_INTEREST =
      List.of("kvm", "kvm_intel", "kvm_amd", "kvm_pvm", "vfio", "vfio_pci", "vfio_iommu_type1");

  private static final List<String> READ = List.of("kvm", "kvm_intel", "kvm_amd");

  /// Reads the listing if there is one, and `/sys/module`.
  public static ModuleParameters read(HostTree tree) {
    Map<String, Evidence> values = new LinkedHashMap<>();
    Set<String> modules = new LinkedHashSet<>();
    ParameterListing listing = ParameterListing.parse(HostFile.PARAMETERS.read(tree));
    values.putAll(listing.values());
    modules.addAll(listing.modules());
    boolean known = !modules.isEmpty();
    List<String> present = tree.list("sys/module");
    for (String module : OF_INTEREST) {
      if (present.contains(module)) {
        modules.add(module);
      }
    }
    for (String module : READ) {
      if (!present.contains(module)) {
        continue;
      }
      String folder = "sys/module/" + module + "/parameters";
      for (String parameter : tree.list(folder)) {
        Content content = tree.read(folder + "/" + parameter);
        if (content.present()) {
          values.putIfAbsent(
              module + "/" + parameter, new Evidence(content.path(), 1, content.value()));
        }
      }
    }
    return new ModuleParameters(modules, values, known || !present.isEmpty());
  }

  /// The value with its place.
  public Optional<Evidence> value(String module, String parameter) {
    return Optional.ofNullable(values.get(module + "/" + parameter));
  }

  /// Whether a boolean parameter is on (`Y`, `1`), where it is known.
  public Optional<Boolean> isOn(String module, String parameter) {
    return value(module, parameter)
        .map(Evidence::text)
        .filter(text -> text.length() == 1 && "YyNn10".contains(text))
        .map(text -> "Yy1".contains(text));
  }

  /// Whether the module is loaded or built in.
  public boolean has(String module) {
    return modules.contains(module);
  }
}
