package org.pirouette.protocol.kvm;

/// Bits of `vcpu->requests` (Linux arch/x86/include/asm/kvm_host.h).
public final class Request {
  /// KVM_REQ_EVENT: look for events to inject.
  public static final long EVENT = 1;

  /// KVM_REQ_UNBLOCK: leave the halt loop once.
  public static final long UNBLOCK = 1L << 1;

  /// KVM_REQ_APICV_UPDATE: follow a change of the inhibit reasons.
  public static final long APICV_UPDATE = 1L << 2;

  /// KVM_REQ_SCAN_IOAPIC: compute the EOI-exit bitmap again.
  public static final long SCAN_IOAPIC = 1L << 3;

  private Request() {}
}
