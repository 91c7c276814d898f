package org.pirouette.protocol.arm.mutant;

import java.util.List;
import java.util.stream.Stream;
import org.pirouette.protocol.step.Mutant;

/// All mutants of the Arm path: `m` with the number of linux.md section C, `g` for the others that
/// have to be found, `c` for changes that are harmless.
public final class ArmMutants {
  private ArmMutants() {}

  /// All of them.
  public static List<Mutant> all() {
    return Stream.of(ResidencyMutants.all(), PlacementMutants.all(), InjectionMutants.all())
        .flatMap(List::stream)
        .toList();
  }
}
