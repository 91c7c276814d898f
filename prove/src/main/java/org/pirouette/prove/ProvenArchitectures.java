package org.pirouette.prove;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pirouette.prove.amd.ProvenAmd;
import org.pirouette.prove.arm.ProvenArm;
import org.pirouette.prove.intel.ProvenIntel;
import org.pirouette.prove.rule.ProvenArchitecture;

/// The architectures that can be proven. This is the one place in the room that lists them.
public final class ProvenArchitectures {
  private static final List<ProvenArchitecture> ALL =
      List.of(ProvenIntel.ARCHITECTURE, ProvenAmd.ARCHITECTURE, ProvenArm.ARCHITECTURE);

  private ProvenArchitectures() {}

  /// All of them, the usual one first.
  public static List<ProvenArchitecture> all() {
    return ALL;
  }

  /// The one that is meant where none is named.
  public static ProvenArchitecture usual() {
    return ALL.getFirst();
  }

  /// The one with a key, for example `intel`, in any case.
  public static Optional<ProvenArchitecture> find(String key) {
    String wanted = key.toLowerCase(Locale.ROOT);
    return ALL.stream().filter(architecture -> architecture.key().equals(wanted)).findFirst();
  }

  /// Their keys.
  public static List<String> keys() {
    return ALL.stream().map(ProvenArchitecture::key).toList();
  }
}
