package org.pirouette.model.intel;

/// What a guest meets at an instruction boundary.
public sealed interface GuestEvent {

  /// Events without further data.
  enum Plain implements GuestEvent {
    /// The next instruction executes, or the guest goes on waiting.
    NOTHING,
    /// The notification vector arrived and posted interrupts were processed; no exit.
    POSTED_INTERRUPTS_PROCESSED
  }

  /// A virtual interrupt was delivered through the guest's IDT.
  record VirtualInterrupt(int vector) implements GuestEvent {}

  /// With external-interrupt exiting = 0: a physical interrupt was delivered through the guest's
  /// IDT.
  record PhysicalInterrupt(int vector) implements GuestEvent {}

  /// The guest was left.
  record Exit(ApicOutcome.VmExit exit) implements GuestEvent {}
}
