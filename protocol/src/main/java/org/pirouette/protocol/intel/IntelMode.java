package org.pirouette.protocol.intel;

import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.Role;

/// How interrupts reach guests on Intel hosts.
public enum IntelMode implements DeliveryMode {
  /// No APIC virtualization: each interrupt is injected at a VM entry, and its EOI exits.
  EMULATED("emulated", "without APICv", Role.BASELINE, HostInterrupts.SAME),
  /// APIC virtualization; the device's host interrupt is taken by the pCPU on which its vCPU runs.
  APICV_SAME(
      "apicv-same",
      "APICv, host interrupts on the vCPU's pCPU",
      Role.HOST_DELIVERED,
      HostInterrupts.SAME),
  /// APIC virtualization; the device's host interrupt is taken by a pCPU kept for the host.
  APICV_OTHER(
      "apicv-other",
      "APICv, host interrupts on another pCPU",
      Role.HOST_DELIVERED,
      HostInterrupts.OTHER),
  /// VT-d posts the device's interrupts into the descriptor of the vCPU.
  POSTED("posted", "VT-d posted interrupts", Role.DIRECT, HostInterrupts.SAME),
  /// The guest polls its queues, as SPDK does; devices send no interrupts.
  POLL("poll", "the guest polls", Role.POLLED, HostInterrupts.SAME);

  private final String key;
  private final String title;
  private final Role role;
  private final HostInterrupts hostInterrupts;

  IntelMode(String key, String title, Role role, HostInterrupts hostInterrupts) {
    this.key = key;
    this.title = title;
    this.role = role;
    this.hostInterrupts = hostInterrupts;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public Role role() {
    return role;
  }

  @Override
  public Architecture architecture() {
    return Intel.ARCHITECTURE;
  }

  @Override
  public HostInterrupts hostInterrupts() {
    return hostInterrupts;
  }

  @Override
  public String hardware() {
    return switch (this) {
      case EMULATED -> "";
      case APICV_SAME, APICV_OTHER -> "APICv";
      case POSTED, POLL -> "VT-d";
    };
  }

  @Override
  public String recordWithout() {
    return switch (this) {
      case EMULATED -> "";
      case APICV_SAME, APICV_OTHER -> "record with APICv off (kvm_intel enable_apicv=0)";
      case POSTED, POLL -> "record with posting off (boot with intremap=nopost)";
    };
  }

  @Override
  public Features features(Setting setting) {
    boolean apicv = role != Role.BASELINE;
    return new IntelFeatures(
        apicv,
        apicv && setting.ipiVirtualization(),
        setting.registers(),
        setting.haltPolling(),
        true,
        false,
        false);
  }

  @Override
  public String toString() {
    return key;
  }
}
