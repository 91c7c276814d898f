package org.pirouette.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pirouette.protocol.amd.Amd;
import org.pirouette.protocol.arm.Arm;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.kvm.Architecture;

/// The architectures there are. This is the one place that lists them; what is above the protocol
/// gets them from here.
public final class Architectures {
  private static final List<Architecture> ALL =
      List.of(Intel.ARCHITECTURE, Amd.ARCHITECTURE, Arm.ARCHITECTURE);

  private Architectures() {}

  /// All of them, the usual one first.
  public static List<Architecture> all() {
    return ALL;
  }

  /// The one of a scenario or profile that names none.
  public static Architecture usual() {
    return ALL.getFirst();
  }

  /// The one with a key, for example `intel`, in any case.
  public static Optional<Architecture> find(String key) {
    String wanted = key.toLowerCase(Locale.ROOT);
    return ALL.stream().filter(architecture -> architecture.key().equals(wanted)).findFirst();
  }

  /// Their keys.
  public static List<String> keys() {
    return ALL.stream().map(Architecture::key).toList();
  }
}
