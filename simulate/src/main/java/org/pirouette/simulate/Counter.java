package org.pirouette.simulate;

/// Events of interrupt delivery that are counted.
public enum Counter {
  /// Interrupts whose handler the guest entered.
  INTERRUPTS,
  /// Interrupts that devices, timers and senders of IPIs raised.
  RAISED,
  /// Vectors set in a descriptor, by hardware or software.
  POSTS,
  /// Notifications sent: with the notification or the wakeup vector.
  NOTIFICATIONS,
  /// Posts that needed no notification because one was outstanding (ON = 1).
  COALESCED,
  /// Posts that sent none because they were suppressed (SN = 1).
  SUPPRESSED,
  /// Notifications processed by a pCPU in non-root mode, without an exit.
  PROCESSED,
  /// Wake-ups of sleeping vCPUs.
  WAKEUPS,
  /// Wake-ups after which the vCPU found nothing to do.
  SPURIOUS_WAKEUPS,
  /// HLTs that the host's polling ended without sleep.
  POLL_HITS,
  /// HLTs that led to sleep.
  SLEEPS,
  /// Injections at VM entry.
  INJECTIONS,
  /// Host interrupts handled in root mode.
  HOST_INTERRUPTS,
  /// Switches of a pCPU from one vCPU to another.
  SWITCHES,
  /// Times that hardware was told of another pCPU for a vCPU's interrupts (Arm's VMOVP).
  RELOCATIONS,
  /// I/Os completed, or packets handled.
  ITEMS,
  /// Packets dropped because the ring was full.
  DROPPED,
  /// Events of the engine.
  EVENTS,
  /// Steps of the protocol's programs.
  STEPS
}
