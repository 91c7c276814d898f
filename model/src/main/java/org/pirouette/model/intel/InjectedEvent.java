package org.pirouette.model.intel;

/// Kinds of events that VM entry can inject into a guest (SDM 24.8.3), as far as they differ in
/// when they are allowed.
public enum InjectedEvent {
  EXTERNAL_INTERRUPT,
  NMI,
  DEBUG_EXCEPTION,
  MACHINE_CHECK,
  OTHER_EXCEPTION,
  SOFTWARE_INTERRUPT,
  PENDING_MONITOR_TRAP;

  /// Whether it may be injected into a guest in an activity state (SDM 26.3.1.5).
  public boolean isAllowedIn(ActivityState activity) {
    return switch (activity) {
      case ACTIVE -> true;
      case HLT ->
          switch (this) {
            case EXTERNAL_INTERRUPT, NMI, DEBUG_EXCEPTION, MACHINE_CHECK, PENDING_MONITOR_TRAP ->
                true;
            case OTHER_EXCEPTION, SOFTWARE_INTERRUPT -> false;
          };
      case SHUTDOWN -> this == NMI || this == MACHINE_CHECK;
      case MWAIT, WAIT_FOR_SIPI -> false;
    };
  }
}
