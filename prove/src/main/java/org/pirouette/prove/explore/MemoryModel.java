package org.pirouette.prove.explore;

/// When a store to memory is seen by other processors.
public enum MemoryModel {
  /// Sequential consistency: at once.
  SC,
  /// x86-TSO: later, through a store buffer of the processor; loads by others may overtake it.
  TSO,
  /// Weaker than x86-TSO: the stores of a processor to different words reach memory in any order.
  /// Of what an Arm processor may do, loads that overtake earlier loads are not in it.
  PSO
}
