package org.pirouette.model.intel;

/// Whether a guest can be interrupted at an instruction boundary (SDM 24.4.2, 25.2, 29.2.2).
///
/// @param interruptFlag RFLAGS.IF
/// @param blockingBySti the shadow of the one instruction after an STI that set IF
/// @param blockingByMovSs the shadow of the one instruction after MOV SS or POP SS
/// @param activity activity state
public record Interruptibility(
    boolean interruptFlag, boolean blockingBySti, boolean blockingByMovSs, ActivityState activity) {

  /// Running with IF = 1 and no shadow.
  public static final Interruptibility OPEN =
      new Interruptibility(true, false, false, ActivityState.ACTIVE);

  /// Whether a recognized virtual interrupt is delivered: IF = 1, no shadow, and neither shutdown
  /// nor wait-for-SIPI. HLT and MWAIT end by it.
  public boolean allowsVirtualInterrupt() {
    return interruptFlag && allowsExternalInterruptExit();
  }

  /// Whether interrupt-window exiting exits: the same condition.
  public boolean allowsInterruptWindowExit() {
    return allowsVirtualInterrupt();
  }

  /// Whether an external interrupt is taken with external-interrupt exiting = 1, to exit or to
  /// process posted interrupts: IF does not matter, a shadow does.
  public boolean allowsExternalInterruptExit() {
    return !blockingBySti && !blockingByMovSs && activity.takesInterrupts();
  }

  /// Whether VM entry may inject an event: it is allowed in the activity state and, an external
  /// interrupt, with IF = 1 and no shadow. If not, the entry fails with exit reason 33, invalid
  /// guest state (SDM 26.3.1.4, 26.3.1.5).
  public boolean allowsInjection(InjectedEvent event) {
    boolean open =
        event != InjectedEvent.EXTERNAL_INTERRUPT
            || interruptFlag && !blockingBySti && !blockingByMovSs;
    return open && event.isAllowedIn(activity);
  }
}
