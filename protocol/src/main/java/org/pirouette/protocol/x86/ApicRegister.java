package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.GuestChoice;

/// Which register of its local APIC a guest wrote when it exited: the MSR in x2APIC mode (SDM 3A
/// table 10-6), else the offset in the APIC page.
public final class ApicRegister {
  private static final int FIRST_MSR = 0x800;
  private static final int LAST_MSR = 0x8FF;
  private static final long PAGE = 0xFEE0_0000L;
  private static final int TSC_DEADLINE = 0x6E0;
  private static final int EOI = 0xB0;

  /// The low half of the interrupt command register.
  public static final int INTERRUPT_COMMAND = 0x300;

  private static final int ICR = INTERRUPT_COMMAND;

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

  /// What a register is for.
  ///
  /// @param byMsr whether it is the number of an MSR; else the offset in the APIC page
  static ExitReason.Meaning meaning(int register, boolean byMsr) {
    if (byMsr) {
      return switch (register) {
        case FIRST_MSR | EOI >> 4 -> ExitReason.Meaning.END_OF_INTERRUPT;
        case FIRST_MSR | ICR >> 4 -> ExitReason.Meaning.SEND_IPI;
        case TSC_DEADLINE -> ExitReason.Meaning.ARM_TIMER;
        default -> ExitReason.Meaning.NOTHING;
      };
    }
    return switch (register) {
      case EOI -> ExitReason.Meaning.END_OF_INTERRUPT;
      case ICR -> ExitReason.Meaning.SEND_IPI;
      default -> ExitReason.Meaning.NOTHING;
    };
  }

  /// Whether an MSR belongs to the APIC in x2APIC mode.
  public static boolean isMsr(long msr) {
    return msr >= FIRST_MSR && msr <= LAST_MSR;
  }

  /// Whether an address lies in the APIC page, where it is after reset.
  public static boolean isInPage(long address) {
    return address >= 0 && (address & ~0xFFFL) == PAGE;
  }

  /// The guest-physical address of a register of the page.
  public static long address(long offset) {
    return PAGE | offset & 0xFF0;
  }

  /// The register at an address of the APIC page; 0 for other addresses.
  static int offset(long address) {
    return isInPage(address) ? (int) (address & 0xFF0) : 0;
  }

  private static int register(boolean msr, int offset) {
    return msr ? FIRST_MSR | offset >> 4 : offset;
  }
}
