package org.pirouette.model.intel;

/// Activity state of a logical processor (SDM 24.4.2, and MWAIT, which the VMCS does not know).
public enum ActivityState {
  /// Executes instructions.
  ACTIVE,
  /// Halted; an interrupt wakes it.
  HLT,
  /// Waits after MWAIT; any external interrupt makes it active, even one that is only processed.
  MWAIT,
  /// Shut down after a triple fault; external and virtual interrupts are blocked.
  SHUTDOWN,
  /// Waits for a start-up IPI; external and virtual interrupts are blocked.
  WAIT_FOR_SIPI;

  /// Whether interrupts can reach the processor in this state.
  public boolean takesInterrupts() {
    return switch (this) {
      case ACTIVE, HLT, MWAIT -> true;
      case SHUTDOWN, WAIT_FOR_SIPI -> false;
    };
  }
}
