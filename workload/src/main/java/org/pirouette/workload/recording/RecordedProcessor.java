package org.pirouette.workload.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.pirouette.protocol.kvm.ExitReason;

/// What a recording tells of one vCPU, in the order of time.
final class RecordedProcessor {
  /// Number within its virtual machine, as KVM counts.
  final int number;

  /// The host's thread.
  final int thread;

  final List<RecordedExit> exits = new ArrayList<>();

  /// How often it ran on which pCPU.
  final TreeMap<Integer, Integer> processors = new TreeMap<>();

  long firstEntry = -1;
  long accepted;
  long acceptedByApicv;
  long injections;

  /// State of the scan: -1 outside the guest.
  long inGuestSince = -1;

  /// Since when another thread has its pCPU although this one can run; -1 if none has.
  long preemptedSince = -1;

  /// When it last got a pCPU; -1 if that was not recorded.
  long runningSince = -1;

  /// How long it ran before another vCPU's thread took its pCPU.
  final List<Long> slices = new ArrayList<>();

  /// The physical interrupt by which it is about to leave its guest, and when; -1 if none is known.
  int cause = -1;

  long causeTime;

  /// When it was about to enter its guest, and when it had left it, if events of their own tell; -1
  /// if not.
  long entersTime = -1;

  long leavesTime = -1;

  /// How often its thread went to sleep, and how often another thread than the idle one followed.
  int sleeps;

  int sleepsToOthers;
  boolean interruptCame;
  RecordedExit open;
  int ipiOpen;

  /// @param unknown stands for the exit before the first one
  RecordedProcessor(int number, int thread, ExitReason unknown) {
    this.number = number;
    this.thread = thread;
    this.open = new RecordedExit(0, 0, unknown, -1, -1);
  }

  /// The pCPU on which it ran most.
  int home() {
    int best = 0;
    int most = -1;
    for (var entry : processors.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        best = entry.getKey();
      }
    }
    return best;
  }

  /// Whether the host injected its interrupts classically: no APICv, or APICv inhibited.
  boolean emulated() {
    return acceptedByApicv * 2 < accepted || (accepted == 0 && injections > 0);
  }
}
