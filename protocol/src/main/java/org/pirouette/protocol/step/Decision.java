package org.pirouette.protocol.step;

/// Whether a step is determined, may have to wait, or is a choice of the environment; and for a
/// choice, what the `choice` argument of [Step#execute] means.
public enum Decision {
  /// Always possible, in exactly one way.
  NONE,
  /// Possible in one way, but only while a condition holds (a lock is free, a message is there).
  WAIT,
  /// Possible in one way, while a lock is free; the processor that waits for it spins.
  SPIN,
  /// A message arrives, while there is one: the choice is its physical vector.
  ARRIVE,
  /// A device raises its interrupt now. One choice, 0.
  DEVICE_RAISE,
  /// The guest's next action: `GuestChoice`, with an operand.
  GUEST_NEXT,
  /// The KVM thread in its halt-polling loop: 0 looks again, 1 gives up and blocks.
  HALT_POLL,
  /// The time slice of what runs on a processor ends. One choice, 0.
  PREEMPT,
  /// Which runnable thread a processor runs next: the choice is the number of the vCPU.
  PICK_NEXT,
  /// A guest timer that was armed fires now. One choice, 0.
  TIMER_FIRES,
  /// Something that an administrator or VMM does now: see the agent's program.
  ENVIRONMENT
}
