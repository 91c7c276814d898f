package org.pirouette.protocol.amd;

/// From where AVIC is loaded or put.
public enum AvicPlace {
  /// The scheduler's notifiers, and ioctls: `avic_vcpu_load`, `avic_vcpu_put`.
  SCHEDULER,
  /// The halt path: `avic_vcpu_blocking`, `avic_vcpu_unblocking`.
  HALT,
  /// A change of the inhibition: `avic_refresh_apicv_exec_ctrl`, which also switches the entries
  /// between guest mode and the host's.
  TOGGLE;

  /// Index of the word with the registers of an agent there.
  int registers(AmdMachine machine, int agent) {
    return machine.avics.registers(machine.numberOf(agent), this == SCHEDULER ? 0 : 1);
  }
}
