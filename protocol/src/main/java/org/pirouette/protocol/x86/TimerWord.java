package org.pirouette.protocol.x86;

import org.pirouette.protocol.step.Field;

/// The word of a vCPU's emulated APIC timer: its vector in the low byte, 0 if it is not armed, and
/// how far it is.
public final class TimerWord {
  /// Bit that says that the timer has fired and nobody has posted its vector.
  public static final long FIRED = 1L << 8;

  /// Bit that says that the VMX preemption timer counts, not a host timer (Linux
  /// `hv_timer_in_use`).
  public static final long IN_GUEST = 1L << 9;

  /// The pCPU on which a host timer has fired. The thread may be on another one when the handler
  /// runs.
  public static final Field FIRED_ON = new Field(10, 10);

  static final long VECTOR = 0xFF;

  private TimerWord() {}

  /// Whether a host timer has fired on pCPU p, so that the host's handler there has to post.
  static boolean hasFiredOn(int p, long timer) {
    return (timer & (FIRED | IN_GUEST)) == FIRED && FIRED_ON.get(timer) == p;
  }

  /// Whether the VMX preemption timer has expired: the guest exits instead of running on.
  static boolean endsGuest(long timer) {
    return (timer & (FIRED | IN_GUEST)) == (FIRED | IN_GUEST);
  }
}
