package org.pirouette.workload.recording;

/// Why an exit of a recording happened, and with that what becomes of it in another delivery mode.
public enum ExitCause {
  /// The host kicked the vCPU out of the guest to inject an interrupt (reschedule IPI, vector FDh),
  /// or a posted-interrupt vector arrived. A consequence of delivery: the simulated steps decide.
  KICK("kick to inject", true),
  /// The device's own interrupt was taken by the pCPU of its vCPU. A consequence of delivery.
  DEVICE_INTERRUPT("device's host interrupt", true),
  /// The guest's end of interrupt. A consequence of delivery.
  END_OF_INTERRUPT("end of interrupt", true),
  /// The guest became able to take an interrupt. A consequence of delivery.
  INTERRUPT_WINDOW("interrupt window", true),
  /// The guest lowered its task priority below what waits. A consequence of delivery.
  PRIORITY_WINDOW("task priority lowered", true),
  /// The guest has nothing to do. Kept, with the run before it.
  HALT("halt", true),
  /// The guest sends an interprocessor interrupt. Kept, with the run before it.
  SEND_IPI("sends an IPI", false),
  /// The guest arms its timer. Kept; its expiry follows from it.
  ARM_TIMER("arms its timer", false),
  /// The guest's timer, an interrupt of the host, expired. Follows from arming it.
  TIMER_EXPIRY("guest timer expired", false),
  /// An interrupt of the host itself: its tick, an IPI between its processors. Kept at its time.
  HOST_INTERRUPT("the host's own interrupt", false),
  /// Anything else: the guest caused it. Kept, with the run before it and its cost.
  GUEST("the guest's own", false);

  private final String words;
  private final boolean ofDelivery;

  ExitCause(String words, boolean ofDelivery) {
    this.words = words;
    this.ofDelivery = ofDelivery;
  }

  /// For output.
  public String words() {
    return words;
  }

  /// Whether the delivery mode decides how many of these there are.
  public boolean ofDelivery() {
    return ofDelivery;
  }
}
