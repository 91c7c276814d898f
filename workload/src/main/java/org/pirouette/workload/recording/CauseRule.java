package org.pirouette.workload.recording;

import org.pirouette.protocol.x86.X86ExitReason;

/// Tells why a recorded exit happened: by its reason, the physical vector, the register written,
/// and what else the recording shows around it.
final class CauseRule {
  private CauseRule() {}

  static ExitCause of(RecordedExit exit) {
    return switch ((X86ExitReason) exit.reason) {
      case EXTERNAL_INTERRUPT -> ofExternalInterrupt(exit);
      case INTERRUPT_WINDOW -> ExitCause.INTERRUPT_WINDOW;
      case TPR_BELOW_THRESHOLD -> ExitCause.PRIORITY_WINDOW;
      case HLT -> ExitCause.HALT;
      case PREEMPTION_TIMER ->
          exit.timerVector != RecordedExit.NONE ? ExitCause.TIMER_EXPIRY : ExitCause.GUEST;
      case EOI_INDUCED -> ExitCause.END_OF_INTERRUPT;
      case MSR_WRITE, APIC_WRITE, APIC_ACCESS, EPT_VIOLATION, EPT_MISCONFIG ->
          ofRegisterWrite(exit);
      default -> ExitCause.GUEST;
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
      case ExitKinds.RESCHEDULE ->
          exit.interruptCameBefore ? ExitCause.KICK : ExitCause.HOST_INTERRUPT;
      case ExitKinds.NOTIFICATION, ExitKinds.WAKEUP -> ExitCause.KICK;
      default -> ExitCause.HOST_INTERRUPT;
    };
  }

  private static ExitCause ofRegisterWrite(RecordedExit exit) {
    if (exit.ipis > 0) {
      return ExitCause.SEND_IPI;
    }
    if (exit.endOfInterrupt != RecordedExit.NONE
        && ExitKinds.ofDelivery(exit.reason, exit.detail())) {
      return ExitCause.END_OF_INTERRUPT;
    }
    if (exit.msr == ExitKinds.TSC_DEADLINE
        && exit.reason == X86ExitReason.MSR_WRITE
        && exit.msrValue != 0) {
      return ExitCause.ARM_TIMER;
    }
    return ExitCause.GUEST;
  }
}
