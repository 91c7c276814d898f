package org.pirouette.trace.event;

/// What kind of exit a reason is, as far as interrupts are concerned. The exit's cause often needs
/// more than its reason: the vector, the register written, or what was injected before the entry.
public enum ExitFamily {
  /// A physical interrupt arrived: EXTERNAL_INTERRUPT, `interrupt`, arm64 IRQ.
  EXTERNAL_INTERRUPT,
  /// The guest can take interrupts again: INTERRUPT_WINDOW, `vintr`.
  INTERRUPT_WINDOW,
  /// The guest waits for an interrupt: HLT, `idle-halt`, WFx, MWAIT.
  HALT,
  /// The VMX preemption timer.
  TIMER,
  /// End of interrupt, virtualized: EOI_INDUCED.
  END_OF_INTERRUPT,
  /// A model-specific register was read or written: which one tells the cause.
  MSR,
  /// A register of the local APIC was read or written: which one tells the cause.
  APIC,
  /// Memory without a mapping: an emulated device, or the local APIC's page without APICv.
  MEMORY,
  /// An interprocessor interrupt that AVIC could not deliver.
  INTERPROCESSOR_INTERRUPT,
  /// Everything else.
  OTHER
}
