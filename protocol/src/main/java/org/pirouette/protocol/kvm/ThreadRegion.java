package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Region;

/// Parts of the KVM thread's program.
public enum ThreadRegion implements Region {
  /// From the last look at what was posted to VM entry.
  ENTRY,
  /// `deliver_interrupt`: on the way to tell the vCPU in [Registers#TARGET].
  POST,
  /// From `kvm_sched_out` to the end of `kvm_sched_in`: losing a pCPU, without one, or getting one.
  SWITCH,
  /// In KVM_SET_LAPIC or its like: what was posted before is being forgotten.
  FORGET
}
