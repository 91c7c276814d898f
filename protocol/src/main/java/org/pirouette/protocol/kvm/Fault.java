package org.pirouette.protocol.kvm;

/// Things that may never happen and that leave no other trace in the state: bits of the ghost word
/// `Machine.broken`.
public enum Fault {
  /// A vector was delivered to the guest more often than it was posted.
  DELIVERED_TWICE,
  /// A vCPU was put on a wakeup list while on one, or taken off while on none.
  LIST_CORRUPTED,
  /// SN was set when the wakeup vector was armed (the kernel's WARN in pi_enable_wakeup_handler).
  SUPPRESSED_WHILE_ARMING,
  /// GICR_VPENDBASER was written while Dirty was 1.
  WRITTEN_WHILE_DIRTY,
  /// VMOVP named a vPE that is not mapped on the ITS.
  MOVED_UNMAPPED;

  /// The fault's bit.
  public long bit() {
    return 1L << ordinal();
  }
}
