package org.pirouette.simulate.scenario;

import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.Role;

/// How an interrupt reaches the guest: one row of the table of delivery modes.
///
/// A row says which hardware takes part; nothing else in the simulator asks for the mode by name,
/// so that another architecture is another row.
public enum DeliveryMode {
  /// No APIC virtualization: each interrupt is injected at a VM entry, and its EOI exits.
  EMULATED("emulated", Role.BASELINE, false, false, HostInterrupts.SAME, false),
  /// APIC virtualization; the device's host interrupt is taken by the pCPU on which its vCPU runs.
  APICV_SAME("apicv-same", Role.HOST_DELIVERED, true, false, HostInterrupts.SAME, false),
  /// APIC virtualization; the device's host interrupt is taken by a pCPU kept for the host.
  APICV_OTHER("apicv-other", Role.HOST_DELIVERED, true, false, HostInterrupts.OTHER, false),
  /// VT-d posts the device's interrupts into the descriptor of the vCPU.
  POSTED("posted", Role.DIRECT, true, true, HostInterrupts.SAME, false),
  /// The guest polls its queues, as SPDK does; devices send no interrupts.
  POLL("poll", Role.POLLED, true, true, HostInterrupts.SAME, true);

  /// On which pCPU the host takes a device's interrupt.
  public enum HostInterrupts {
    /// The pCPU to which the vCPU is pinned, or the first of those it may use.
    SAME,
    /// The pCPU that the host keeps for interrupts, see [Host#interruptProcessor].
    OTHER
  }

  private final String key;
  private final Role role;
  private final boolean virtualApic;
  private final boolean devicePosting;
  private final HostInterrupts hostInterrupts;
  private final boolean guestPolls;

  DeliveryMode(
      String key,
      Role role,
      boolean virtualApic,
      boolean devicePosting,
      HostInterrupts hostInterrupts,
      boolean guestPolls) {
    this.key = key;
    this.role = role;
    this.virtualApic = virtualApic;
    this.devicePosting = devicePosting;
    this.hostInterrupts = hostInterrupts;
    this.guestPolls = guestPolls;
  }

  /// Name in scenarios and in output, for example `apicv-same`.
  public String key() {
    return key;
  }

  /// What the mode is, whatever the architecture.
  public Role role() {
    return role;
  }

  /// The architecture that has this mode.
  public Architecture architecture() {
    return Intel.ARCHITECTURE;
  }

  /// Whether the processor virtualizes the APIC and processes posted interrupts (APICv).
  public boolean virtualApic() {
    return virtualApic;
  }

  /// Whether the IOMMU posts device interrupts (VT-d posted interrupts).
  public boolean devicePosting() {
    return devicePosting;
  }

  /// Where the host takes a device's interrupt as long as it is not posted.
  public HostInterrupts hostInterrupts() {
    return hostInterrupts;
  }

  /// Whether the guest polls its queues in place of taking their interrupts.
  public boolean guestPolls() {
    return guestPolls;
  }

  @Override
  public String toString() {
    return key;
  }
}
