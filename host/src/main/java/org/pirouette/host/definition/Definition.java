package org.pirouette.host.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a virtual machine is described: what of it matters for posted interrupts.
///
/// @param syntax in which form
/// @param name of the machine, "" if it has none
/// @param source the file
/// @param settings in the order of the file
/// @param cpu the value of the option that chooses the CPU model, "host" if there is none
public record Definition(
    Syntax syntax, String name, String source, List<Setting> settings, String cpu) {
  public Definition {
    settings = List.copyOf(settings);
  }

  /// Whether something is set to a value.
  boolean has(String name, String value) {
    return first(name, value).isPresent();
  }

  /// The setting, the last of the file where it stands more than once.
  Optional<Setting> first(String name, String value) {
    List<Setting> named = new ArrayList<>();
    for (Setting setting : settings) {
      if (setting.name().equals(name)) {
        named.add(setting);
      }
    }
    if (name.equals("device")) {
      return named.stream().filter(setting -> setting.value().equals(value)).findFirst();
    }
    return named.isEmpty() || !named.getLast().value().equals(value)
        ? Optional.empty()
        : Optional.of(named.getLast());
  }
}
