package org.pirouette.protocol.x86;

import org.pirouette.protocol.step.Program;

/// How an architecture changes the remapping entry of an assigned device.
public interface BypassHooks {
  /// Adds `pi_update_irte`: the entry posts to the route's vCPU, or goes back to the host if the
  /// route cannot be posted. The invalidation follows below.
  void updateEntry(Program.Assembler assembler);

  /// Adds the un-posting by `kvm_arch_irq_bypass_del_producer`: the entry goes back to the host.
  /// The invalidation follows below.
  void restoreEntry(Program.Assembler assembler);

  /// Whether the first assigned device makes KVM ask all vCPUs to look again (`pi_start_bypass`).
  boolean startsBypass();

  /// Whether the host may raise a device's own vector again.
  boolean retriggers();
}
