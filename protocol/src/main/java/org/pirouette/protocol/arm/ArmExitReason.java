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
  SYS64(Kind.SYSTEM_REGISTER),
  /// Data abort of the guest: an access to emulated memory.
  DABT_LOW(Kind.MEMORY),
  /// Instruction abort of the guest.
  IABT_LOW(Kind.OTHER),
  /// Hypervisor call.
  HVC64(Kind.INSTRUCTION),
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

  @Override
  public Meaning meaning(int detail) {
    return switch (kind) {
      case HOST_INTERRUPT -> HostIrq.meaning(detail);
      case SYSTEM_REGISTER -> detail == Arm.ICC_SGI1R ? Meaning.SEND_IPI : Meaning.NOTHING;
      case INTERRUPT_WINDOW,
          PRIORITY_WINDOW,
          HALT,
          GUEST_TIMER,
          END_OF_INTERRUPT,
          CONTROLLER,
          MEMORY,
          INSTRUCTION,
          OTHER ->
          Meaning.NOTHING;
    };
  }

  @Override
  public String words(int detail) {
    return switch (meaning(detail)) {
      case DEVICE -> "device";
      case KICK -> "kick";
      case NOTIFICATION, END_OF_INTERRUPT, ARM_TIMER, NOTHING -> "";
      case WAKEUP -> "doorbell";
      case HOST_TIMER -> detail == HostIrq.GUEST_TIMER ? "guest's timer" : "timer";
      case SEND_IPI -> "SGI";
    };
  }

  @Override
  public int recordedDetail(int interrupt, int systemRegister, long address) {
    return switch (kind) {
      case HOST_INTERRUPT -> Math.max(0, interrupt);
      case SYSTEM_REGISTER -> Math.max(0, systemRegister);
      case INTERRUPT_WINDOW,
          PRIORITY_WINDOW,
          HALT,
          GUEST_TIMER,
          END_OF_INTERRUPT,
          CONTROLLER,
          MEMORY,
          INSTRUCTION,
          OTHER ->
          0;
    };
  }
}
