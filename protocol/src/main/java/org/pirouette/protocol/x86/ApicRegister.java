package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.GuestChoice;

/// Which register of its local APIC a guest wrote when it exited: the MSR in x2APIC mode (SDM 3A
/// table 10-6), else the offset in the APIC page.
public final class ApicRegister {
  private static final int FIRST_MSR = 0x800;
  private static final int TSC_DEADLINE = 0x6E0;
  private static final int EOI = 0xB0;
  private static final int ICR = 0x300;

  private ApicRegister() {}

  /// @param choice what the guest did last
  /// @return number of the MSR or offset in the page; 0 if it was no register of the APIC
  public static int of(ExitReason reason, int choice) {
    return written(reason == X86ExitReason.MSR_WRITE, choice);
  }

  /// @param msr whether the guest exited for an access to an MSR
  /// @param choice what the guest did last
  /// @return as [#of]
  public static int written(boolean msr, int choice) {
    return switch (GuestChoice.of(choice)) {
      case END_OF_INTERRUPT -> register(msr, EOI);
      case SEND_IPI -> register(msr, ICR);
      case ARM_TIMER -> TSC_DEADLINE;
      case HALT, EXIT, MASK, UNMASK, SET_TPR, RETURN -> 0;
    };
  }

  private static int register(boolean msr, int offset) {
    return msr ? FIRST_MSR | offset >> 4 : offset;
  }
}
