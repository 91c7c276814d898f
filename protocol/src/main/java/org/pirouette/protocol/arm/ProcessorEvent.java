package org.pirouette.protocol.arm;

/// What a pCPU does before the next instruction of what it runs. A physical interrupt goes first:
/// it is taken to EL2.
public enum ProcessorEvent {
  /// Nothing: the next instruction.
  NONE,
  /// A physical interrupt: host handler, or exit.
  PHYSICAL_INTERRUPT,
  /// A virtual interrupt that the guest takes.
  VIRTUAL_INTERRUPT
}
