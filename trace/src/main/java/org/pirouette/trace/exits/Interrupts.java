package org.pirouette.trace.exits;

/// The interrupts that a vCPU took.
///
/// Interrupts that hardware posted to a running vCPU leave no trace on the host: the numbers are
/// those that went through KVM.
///
/// @param total best known number
/// @param basis which events [#total] counts
/// @param perSecond per second of recording; NaN if unknown
/// @param accepted by the virtual local APIC
/// @param posted by software into the posted-interrupt descriptor (APICv, AVIC)
/// @param injected classically, at an entry; re-injections apart
/// @param reinjected because the delivery itself faulted
/// @param messages from devices, through the host
/// @param interprocessor sent by other vCPUs with an exit
/// @param exitsPerInterrupt exits that delivering interrupts caused, per interrupt; NaN if unknown
public record Interrupts(
    long total,
    Basis basis,
    double perSecond,
    long accepted,
    long posted,
    long injected,
    long reinjected,
    long messages,
    long interprocessor,
    double exitsPerInterrupt) {
  /// What the number of interrupts was taken from.
  public enum Basis {
    /// `kvm_apic_accept_irq`.
    ACCEPTED,
    /// `kvm_inj_virq`.
    INJECTED,
    /// Exits by EOI.
    END_OF_INTERRUPT,
    /// Exits by external interrupts: an upper bound.
    EXTERNAL_INTERRUPT_EXITS,
    /// Nothing in the recording tells.
    NONE
  }
}
