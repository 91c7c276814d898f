package org.pirouette.workload.recording;

import java.util.HashMap;
import java.util.Map;
import org.pirouette.trace.event.RecordedEvent;

/// Which inhibitions of APICv were in force while guests ran (`kvm_apicv_inhibit_changed`).
///
/// KVM sets and clears some while it creates a machine (ABSENT, for example), which says nothing.
/// An inhibition is of a machine, that is of a process; where the recording does not tell
/// processes, the last change counts for whoever exits next. A module parameter that switches APICv
/// off is the first bit of the mask (Linux asm/kvm_host.h), and no inhibition of a machine.
final class Inhibitions {
  private static final long SWITCHED_OFF = 1;

  private final Map<Integer, Long> inForce = new HashMap<>();
  private long whileGuestsRan;

  /// KVM set or cleared a reason.
  void changed(RecordedEvent event) {
    inForce.put(event.process, event.data & ~SWITCHED_OFF);
  }

  /// A guest of some machine exited.
  void exited(RecordedEvent event) {
    if (!inForce.isEmpty()) {
      whileGuestsRan |= inForce.getOrDefault(event.process, 0L);
    }
  }

  /// The reasons that were in force when a guest exited, as KVM's mask; 0 if none was recorded.
  long whileGuestsRan() {
    return whileGuestsRan;
  }
}
