package org.pirouette.prove.explore;

/// When a store to memory is seen by other processors.
public enum MemoryModel {
  /// Sequential consistency: at once.
  SC,
  /// x86-TSO: later, through a store buffer of the processor; loads by others may overtake it.
  TSO
}
