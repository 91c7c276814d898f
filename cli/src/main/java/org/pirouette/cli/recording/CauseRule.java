package org.pirouette.cli.recording;

import org.pirouette.protocol.ExitReason;

/// Tells why a recorded exit happened: by its reason, the physical vector, the register written, and
/// what else the recording shows around it.
final class CauseRule {
  /// `RESCHEDULE_VECTOR`: how KVM kicks a vCPU out of the guest.
  static final int RESCHEDULE = 0xfd;

  /// `POSTED_INTR_VECTOR` and `POSTED_INTR_WAKEUP_VECTOR`.
  static final int NOTIFICATION = 0xf2;

  static final int WAKEUP = 0xf1;

  /// IA32_TSC_DEADLINE.
  static final int TSC_DEADLINE = 0x6e0;

  private static final int X2APIC_EOI = 0x80b;
  private static final int APIC_PAGE_EOI = 0xb0;

  private CauseRule() {}

  static ExitCause of(RecordedExit exit) {
    return switch (exit.reason) {
      case EXTERNAL_INTERRUPT -> ofExternalInterrupt(exit);
      case INTERRUPT_WINDOW -> ExitCause.INTERRUPT_WINDOW;
      case HLT -> ExitCause.HALT;
      case PREEMPTION_TIMER ->
          exit.timerVector != RecordedExit.NONE ? ExitCause.TIMER_EXPIRY : ExitCause.GUEST;
      case EOI_INDUCED -> ExitCause.END_OF_INTERRUPT;
      case MSR_WRITE, APIC_WRITE, APIC_ACCESS, EPT_VIOLATION, EPT_MISCONFIG ->
          ofRegisterWrite(exit);
      default -> ExitCause.GUEST;
    };
  }

  /// Whether exits of this reason and detail are decided by the delivery mode; `detail` as in
  /// [RecordedExit#detail].
  static boolean ofDelivery(ExitReason reason, int detail) {
    return switch (reason) {
      case EXTERNAL_INTERRUPT ->
          detail == RESCHEDULE || detail == NOTIFICATION || detail == WAKEUP;
      case INTERRUPT_WINDOW, HLT, EOI_INDUCED -> true;
      case MSR_WRITE -> detail == X2APIC_EOI;
      case EPT_VIOLATION, EPT_MISCONFIG, APIC_ACCESS, APIC_WRITE -> detail == APIC_PAGE_EOI;
      default -> false;
    };
  }

  private static ExitCause ofExternalInterrupt(RecordedExit exit) {
    if (exit.timerVector != RecordedExit.NONE) {
      return ExitCause.TIMER_EXPIRY;
    }
    if (exit.deviceInterruptHere) {
      return ExitCause.DEVICE_INTERRUPT;
    }
    return switch (exit.hostVector) {
      case RESCHEDULE -> exit.interruptCameBefore ? ExitCause.KICK : ExitCause.HOST_INTERRUPT;
      case NOTIFICATION, WAKEUP -> ExitCause.KICK;
      default -> ExitCause.HOST_INTERRUPT;
    };
  }

  private static ExitCause ofRegisterWrite(RecordedExit exit) {
    if (exit.ipis > 0) {
      return ExitCause.SEND_IPI;
    }
    if (exit.endOfInterrupt != RecordedExit.NONE && ofDelivery(exit.reason, exit.detail())) {
      return ExitCause.END_OF_INTERRUPT;
    }
    if (exit.msr == TSC_DEADLINE && exit.reason == ExitReason.MSR_WRITE && exit.msrValue != 0) {
      return ExitCause.ARM_TIMER;
    }
    return ExitCause.GUEST;
  }
}
