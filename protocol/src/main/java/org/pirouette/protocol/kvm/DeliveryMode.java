package org.pirouette.protocol.kvm;

import org.pirouette.protocol.kvm.MachineConfiguration.Path;

/// How an interrupt reaches the guest: one row of an architecture's table of delivery modes.
///
/// What is above the protocol asks a mode for its role and for what it does, never for its name.
public interface DeliveryMode {
  /// On which pCPU the host takes a device's interrupt.
  enum HostInterrupts {
    /// The pCPU to which the vCPU is pinned, or the first of those it may use.
    SAME,
    /// The pCPU that the host keeps for interrupts.
    OTHER
  }

  /// What the host and the guests of one machine are set to, whatever the mode.
  ///
  /// @param registers whether the guest reaches its interrupt controller by system registers (x86:
  ///   x2APIC mode); else by its page
  /// @param ipiVirtualization whether the hardware sends guests' IPIs where the mode lets it
  /// @param haltPolling whether KVM polls before it lets a halted vCPU sleep
  /// @param waiting what becomes of a guest that waits for an interrupt
  record Setting(
      boolean registers, boolean ipiVirtualization, boolean haltPolling, Waiting waiting) {}

  /// What becomes of a guest that waits for an interrupt.
  enum Waiting {
    /// It exits where KVM does not know better: its default.
    DEFAULT,
    /// It exits always, because the administrator set KVM so (`kvm-arm.wfi_trap_policy=trap`) or
    /// because other tasks want its pCPU, too.
    EXITS
  }

  /// Name in scenarios and in output, for example `apicv-same`.
  String key();

  /// What it is, in a few words.
  String title();

  /// What the mode is, whatever the architecture.
  Role role();

  /// The architecture that has this mode.
  Architecture architecture();

  /// Where the host takes a device's interrupt as long as it does not reach the guest directly.
  HostInterrupts hostInterrupts();

  /// The hardware that delivers in this mode, as the architecture calls it, for example `APICv`;
  /// empty for a baseline.
  String hardware();

  /// How to record a host without that hardware, which hides what guests do: a clause without its
  /// subject, for example `record with APICv off (kvm_intel enable_apicv=0)`. Empty for a baseline.
  String recordWithout();

  /// What a machine of the architecture uses in this mode.
  Features features(Setting setting);

  /// How a device's interrupt travels when the machine starts.
  default Path path() {
    return switch (role()) {
      case BASELINE, HOST_DELIVERED -> Path.REMAPPED;
      case DIRECT, POLLED -> Path.POSTED;
    };
  }

  /// Whether the guest polls its queues in place of taking their interrupts.
  default boolean guestPolls() {
    return role() == Role.POLLED;
  }
}
