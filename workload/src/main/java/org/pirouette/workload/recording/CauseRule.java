package org.pirouette.workload.recording;

/// Tells why a recorded exit happened: by its reason, the physical interrupt, the register written,
/// and what else the recording shows around it.
final class CauseRule {
  private CauseRule() {}

  static ExitCause of(RecordedExit exit) {
    return switch (exit.reason.kind()) {
      case HOST_INTERRUPT -> ofHostInterrupt(exit);
      case INTERRUPT_WINDOW -> ExitCause.INTERRUPT_WINDOW;
      case PRIORITY_WINDOW -> ExitCause.PRIORITY_WINDOW;
      case HALT -> ExitCause.HALT;
      case GUEST_TIMER ->
          exit.timerVector != RecordedExit.NONE ? ExitCause.TIMER_EXPIRY : ExitCause.GUEST;
      case END_OF_INTERRUPT -> ExitCause.END_OF_INTERRUPT;
      case SYSTEM_REGISTER, CONTROLLER, MEMORY -> ofRegister(exit);
      case INSTRUCTION, OTHER -> ExitCause.GUEST;
    };
  }

  private static ExitCause ofHostInterrupt(RecordedExit exit) {
    if (exit.timerVector != RecordedExit.NONE) {
      return ExitCause.TIMER_EXPIRY;
    }
    if (exit.deviceInterruptHere) {
      return ExitCause.DEVICE_INTERRUPT;
    }
    return switch (exit.reason.meaning(exit.hostVector)) {
      case KICK -> exit.interruptCameBefore ? ExitCause.KICK : ExitCause.HOST_INTERRUPT;
      case NOTIFICATION, WAKEUP -> ExitCause.KICK;
      case NOTHING, DEVICE, HOST_TIMER, END_OF_INTERRUPT, SEND_IPI, ARM_TIMER ->
          ExitCause.HOST_INTERRUPT;
    };
  }

  private static ExitCause ofRegister(RecordedExit exit) {
    if (exit.ipis > 0) {
      return ExitCause.SEND_IPI;
    }
    return switch (exit.reason.meaning(exit.detail())) {
      case END_OF_INTERRUPT ->
          exit.endOfInterrupt != RecordedExit.NONE ? ExitCause.END_OF_INTERRUPT : ExitCause.GUEST;
      case ARM_TIMER -> exit.msrValue != 0 ? ExitCause.ARM_TIMER : ExitCause.GUEST;
      case NOTHING, DEVICE, KICK, NOTIFICATION, WAKEUP, HOST_TIMER, SEND_IPI -> ExitCause.GUEST;
    };
  }
}
