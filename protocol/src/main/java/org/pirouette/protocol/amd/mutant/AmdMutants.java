package org.pirouette.protocol.amd.mutant;

import java.util.List;
import java.util.stream.Stream;
import org.pirouette.protocol.step.Mutant;

/// All mutants of the AMD path: `m` with the number of linux.md section C, `g` for the others that
/// have to be found, `c` for changes that are harmless.
public final class AmdMutants {
  private AmdMutants() {}

  /// All of them.
  public static List<Mutant> all() {
    return Stream.of(RunningMutants.all(), IommuMutants.all(), DeliveryMutants.all())
        .flatMap(List::stream)
        .toList();
  }
}
