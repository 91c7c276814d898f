package org.pirouette.protocol;

/// The kinds of work that a step can be. A cost profile gives the cycles of each kind, with a
/// source.
public enum Cost {
  /// Takes no processor time: a decision of the environment, or hardware in the background.
  NONE,
  /// A plain access that hits the cache, or arithmetic.
  PLAIN,
  /// A locked instruction on a line of this processor.
  LOCKED,
  /// A locked instruction on a line that another agent changed last.
  LOCKED_CONTENDED,
  /// VM exit up to the first instruction of the hypervisor.
  VM_EXIT,
  /// VM entry from the last instruction of the hypervisor.
  VM_ENTRY
}
