package org.pirouette.protocol.kvm;

/// What the environment may do to a machine, and that a prover bounds.
public enum Limit {
  /// Interrupts of each device.
  RAISES,
  /// IPIs of each guest.
  IPIS,
  /// HLT of each guest.
  HALTS,
  /// Voluntary exits of each guest.
  EXITS,
  /// CLI of each guest.
  MASKS,
  /// TPR changes of each guest.
  PRIORITY_CHANGES,
  /// Ends of a time slice on each pCPU.
  PREEMPTIONS,
  /// Times that each vCPU's timer fires.
  TIMERS,
  /// Rounds of halt polling of each KVM thread.
  POLLS,
  /// Returns of each KVM thread to its VMM.
  USERSPACE_EXITS,
  /// KVM_SET_LAPIC of each vCPU, on a return to the VMM.
  RESTORES,
  /// Changes of the VM's APICv inhibition.
  INHIBITIONS,
  /// Times that each device is plugged or unplugged.
  PLUGS,
  /// Changes of each device's guest route.
  ROUTE_CHANGES,
  /// Changes of the host affinity of each device's interrupt.
  AFFINITY_CHANGES,
  /// pCPUs that go offline.
  OFFLINES
}
