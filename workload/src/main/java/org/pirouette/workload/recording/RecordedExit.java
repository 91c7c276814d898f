package org.pirouette.workload.recording;

import org.pirouette.protocol.kvm.ExitReason;

/// One stay of a vCPU in the guest, the exit that ended it, and what the host did until the next
/// entry. Times are nanoseconds from the start of the recording.
final class RecordedExit {
  static final int NONE = -1;

  /// When the stay in the guest began.
  final long entry;

  /// When it ended.
  final long exit;

  /// When the next stay began; [Long#MAX_VALUE] if the recording ends before.
  long nextEntry = Long.MAX_VALUE;

  final ExitReason reason;

  /// The pCPU.
  final int processor;

  /// Physical vector of an external interrupt. Where the exit does not tell it (AMD), that of the
  /// first handler that the thread ran after it; not positive if none was told.
  int hostVector;

  /// The MSR read or written.
  int msr = NONE;

  /// The value written to it.
  long msrValue;

  /// Guest-physical address of a page fault or MMIO access.
  long address = NONE;

  /// Vector whose end KVM saw.
  int endOfInterrupt = NONE;

  /// Whether somebody made an interrupt pending for this vCPU while it was in the guest.
  boolean interruptCameBefore;

  /// Whether a device's message was handled by this pCPU between exit and entry.
  boolean deviceInterruptHere;

  /// Vector that KVM injected with the next entry.
  int injected = NONE;

  /// Vector of the guest's timer that expired between exit and entry.
  int timerVector = NONE;

  /// Time asleep or polling after HLT, ns.
  long wait;

  /// Time between exit and entry in which another thread had the pCPU although this one could run,
  /// ns.
  long preempted;

  /// Whether the host gave the pCPU to another vCPU's thread after it.
  boolean endsSlice;

  /// Whether the host's handler of its vector was recorded.
  boolean hostHandlerSeen;

  /// Index of the first IPI sent in this exit, and how many there were.
  int firstIpi = NONE;

  int ipis;

  RecordedExit(long entry, long exit, ExitReason reason, int processor, int hostVector) {
    this.entry = entry;
    this.exit = exit;
    this.reason = reason;
    this.processor = processor;
    this.hostVector = hostVector;
  }

  long guestNanoseconds() {
    return exit - entry;
  }

  /// From exit to entry without sleep and without what other threads ran; -1 if the recording ends
  /// before the entry.
  long handlingNanoseconds() {
    return nextEntry == Long.MAX_VALUE ? -1 : Math.max(0, nextEntry - exit - wait - preempted);
  }

  /// Whether the vCPU waits for an interrupt after it.
  boolean sleeps() {
    return reason.kind() == ExitReason.Kind.HALT;
  }

  /// The detail by which exits of one reason are told apart, as in the simulator's results.
  int detail() {
    return reason.recordedDetail(hostVector, msr, address);
  }

  /// Whether it is an exit by a host's interrupt with this purpose.
  boolean isInterrupt(ExitReason.Meaning meaning) {
    return reason.kind() == ExitReason.Kind.HOST_INTERRUPT && reason.meaning(hostVector) == meaning;
  }
}
