package org.pirouette.report.explain;

import java.util.List;

/// Everything that the reader sees at one moment.
///
/// @param structures the hardware's structures, always in the same order
/// @param processors who executes on each pCPU and which interrupts wait or travel there, a line
///   each
public record Snapshot(List<Structure> structures, List<String> processors) {
  /// Copies the lists.
  public Snapshot {
    structures = List.copyOf(structures);
    processors = List.copyOf(processors);
  }

  /// The structure with a key.
  ///
  /// @throws IllegalArgumentException if there is none
  public Structure structure(String key) {
    for (Structure structure : structures) {
      if (structure.key().equals(key)) {
        return structure;
      }
    }
    throw new IllegalArgumentException("no structure " + key);
  }
}
