package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.ExitReason;

/// Why a guest leaves EL1 and EL0, with the names that KVM prints on arm64: `IRQ`, or the exception
/// class of a trap.
public enum ArmExitReason implements ExitReason {
  /// A physical interrupt.
  IRQ(Kind.HOST_INTERRUPT),
  /// WFI or WFE.
  WFx(Kind.HALT),
  /// Access to a system register: ICC_SGI1R_EL1, timers, and others.
  SYS64(Kind.REGISTER),
  /// Data abort of the guest: an access to emulated memory.
  DABT_LOW(Kind.REGISTER),
  /// Instruction abort of the guest.
  IABT_LOW(Kind.OTHER),
  /// Hypervisor call.
  HVC64(Kind.OTHER),
  /// Anything else.
  OTHER(Kind.OTHER);

  private final Kind kind;

  ArmExitReason(Kind kind) {
    this.kind = kind;
  }

  @Override
  public Kind kind() {
    return kind;
  }
}
