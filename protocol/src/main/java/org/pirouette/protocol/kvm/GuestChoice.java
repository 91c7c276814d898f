package org.pirouette.protocol.kvm;

/// What a guest does next, as the choice of `Decision.GUEST_NEXT`: `ordinal | operand << 8`.
public enum GuestChoice {
  /// HLT. No operand.
  HALT,
  /// ICR write of a fixed, edge, physical IPI. Operand: target vCPU << 8 | vector.
  SEND_IPI,
  /// An instruction that the hypervisor emulates, or the end of the guest's time by the VMX
  /// preemption timer, which may come at any instruction. Operand: ordinal of the [ExitReason].
  EXIT,
  /// CLI. No operand.
  MASK,
  /// STI. No operand.
  UNMASK,
  /// MOV to CR8. Operand: the new TPR, 0 to 255.
  SET_TPR,
  /// EOI register write. No operand.
  END_OF_INTERRUPT,
  /// IRET at the end of a handler: IF becomes 1. No operand.
  RETURN,
  /// Write of the TSC-deadline MSR, which arms the timer. Operand: vector.
  ARM_TIMER;

  private static final GuestChoice[] VALUES = values();

  /// The choice with an operand.
  public int with(int operand) {
    return ordinal() | operand << 8;
  }

  /// Which action a choice is.
  public static GuestChoice of(int choice) {
    return VALUES[choice & 0xFF];
  }

  /// The operand of a choice.
  public static int operand(int choice) {
    return choice >>> 8;
  }
}
