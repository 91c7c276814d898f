package org.pirouette.simulate.machine;

import org.pirouette.simulate.Spending;

/// What one guest does: runs for some cycles, then acts. The machine counts down the cycles while
/// the vCPU is in non-root mode and executes the guest's own instructions.
abstract class GuestModel {
  /// A run without end: only an interrupt or [#reconsider] changes what the guest does.
  static final long FOREVER = Long.MAX_VALUE;

  /// What [#act] returns if nothing that the protocol knows of is to happen.
  static final int NOTHING = -1;

  /// Cycles until [#act]; counted down by the machine.
  long remaining;

  /// What the cycles are spent on.
  Spending spending = Spending.GUEST_WORK;

  /// Cycles of the hypervisor's handling of the exit that the last choice led to, where the guest
  /// knows them from a recording; 0 to use the prices of the steps. Cleared by the machine.
  long handlingCycles;

  /// Cycles until the timer that the last choice armed expires.
  long timerCycles;

  /// The run is over: do what is due, and set `remaining` and `spending` for the next run.
  ///
  /// @return a choice for the protocol ([org.pirouette.protocol.kvm.GuestChoice]), or [#NOTHING]
  abstract int act(long now);

  /// The handler of a vector starts: set `remaining` and `spending` for it.
  abstract void delivered(int vector, long now);

  /// Something that the guest may be waiting for has happened while it ran: set `remaining` and
  /// `spending` anew if it matters.
  ///
  /// @return whether anything changed
  boolean reconsider(long now) {
    return false;
  }
}
