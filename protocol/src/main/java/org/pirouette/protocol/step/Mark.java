package org.pirouette.protocol.step;

/// What a machine tells its [Listener] for counting. In brackets: subject; value.
public enum Mark {
  /// VM exit (vCPU; ordinal of `ExitReason` | physical or ended vector << 8).
  EXIT,
  /// VM entry (vCPU; pCPU).
  ENTRY,
  /// A vector was set in PIR (vCPU; vector).
  POSTED,
  /// A post set ON and sent the notification (vCPU; notification vector).
  NOTIFIED,
  /// A post sent nothing because ON or the PIR bit was set (vCPU; vector).
  COALESCED,
  /// A post sent nothing because SN was set (vCPU; vector).
  SUPPRESSED,
  /// A message was put on the bus to a local APIC (pCPU; physical vector).
  INTERRUPT_SENT,
  /// A host handler starts (pCPU; physical vector).
  HOST_INTERRUPT,
  /// A host handler ends (pCPU; physical vector).
  HOST_INTERRUPT_DONE,
  /// Posted-interrupt processing in non-root mode starts (vCPU; pCPU).
  PROCESSED,
  /// The guest's handler starts (vCPU; vector).
  DELIVERED,
  /// The guest ends an interrupt (vCPU; vector).
  EOI,
  /// An interrupt was put into the event-injection field (vCPU; vector).
  INJECTED,
  /// A sleeping thread was made runnable (vCPU; the waking agent).
  WOKEN,
  /// A thread went to sleep (vCPU; pCPU).
  BLOCKED,
  /// Halt polling found work (vCPU; 0).
  POLL_HIT,
  /// Woken without anything to do (vCPU; 0).
  SPURIOUS_WAKE,
  /// A thread gets a processor (vCPU; pCPU).
  SCHEDULED_IN,
  /// A thread gives its processor up (vCPU; pCPU).
  SCHEDULED_OUT,
  /// Hardware was told that a vCPU's interrupts are now served on another pCPU: Arm's VMOVP.
  /// Subject: vCPU; value: pCPU.
  RELOCATED
}
