package org.pirouette.protocol.mutant;

import java.util.List;

/// The mutants that come with the program.
public final class Mutants {
  private Mutants() {}

  /// All of them, in the order in which they are shown.
  public static List<Mutant> all() {
    return List.of();
  }
}
