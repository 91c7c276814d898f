package org.pirouette.protocol.intel.mutant;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pirouette.protocol.step.Mutant;

/// All mutants: the historical bugs of the Intel path, under the numbers that the literature list
/// of the project gives them, a few more of the same kind, and harmless changes as controls.
///
/// Not here: M2b concerns only whom a spinning vCPU yields to, M13 an assertion, M21 to M32 AMD and
/// Arm, M39 preconditions of the configuration.
public final class Mutants {
  private static final List<Mutant> ALL =
      Stream.of(DescriptorMutants.all(), DeliveryMutants.all(), HostMutants.all())
          .flatMap(List::stream)
          .sorted(java.util.Comparator.comparingInt(Mutants::order).thenComparing(Mutant::name))
          .toList();

  private Mutants() {}

  /// All mutants: those with a number first, in the order of their numbers.
  public static List<Mutant> all() {
    return ALL;
  }

  /// The mutant with a name, in upper or lower case.
  public static Optional<Mutant> named(String name) {
    return ALL.stream().filter(mutant -> mutant.name().equalsIgnoreCase(name)).findFirst();
  }

  private static int order(Mutant mutant) {
    String digits = mutant.name().replaceAll("^m([0-9]+).*$", "$1");
    return digits.matches("[0-9]+") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
  }
}
