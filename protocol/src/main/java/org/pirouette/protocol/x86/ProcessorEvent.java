package org.pirouette.protocol.x86;

/// What a pCPU does at an instruction boundary before the next instruction, in order of priority
/// (SDM 3A 6.9, 3C 26.2): interrupt-window exits and virtual interrupts go before external
/// interrupts.
public enum ProcessorEvent {
  /// Nothing: the next instruction.
  NONE,
  /// Exit because the guest can take an interrupt.
  INTERRUPT_WINDOW,
  /// Delivery of a recognized virtual interrupt.
  VIRTUAL_INTERRUPT,
  /// An external interrupt: host handler, VM exit, or posted-interrupt processing.
  EXTERNAL_INTERRUPT
}
