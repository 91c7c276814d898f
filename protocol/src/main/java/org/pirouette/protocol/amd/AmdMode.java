package org.pirouette.protocol.amd;

import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.Role;

/// How interrupts reach guests on AMD hosts.
public enum AmdMode implements DeliveryMode {
  /// No AVIC: each interrupt is injected at VMRUN, and its EOI exits.
  SVM("svm", "without AVIC", Role.BASELINE),
  /// AVIC; devices interrupt the host.
  AVIC("avic", "AVIC, device interrupts through the host", Role.HOST_DELIVERED),
  /// AVIC with the IOMMU's guest mode; sleeping vCPUs are woken by the GALog.
  AVIC_POSTED("avic-posted", "AVIC, guest-mode IRTEs and GALog", Role.DIRECT),
  /// AVIC with the IOMMU's guest mode; sleeping vCPUs are woken by physical interrupts.
  AVIC_GAPPI("avic-gappi", "AVIC, guest-mode IRTEs and GAPPI", Role.DIRECT),
  /// The guest polls its queues, as SPDK does; devices send no interrupts.
  POLL("poll", "the guest polls", Role.POLLED);

  private final String key;
  private final String title;
  private final Role role;

  AmdMode(String key, String title, Role role) {
    this.key = key;
    this.title = title;
    this.role = role;
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
    return Amd.ARCHITECTURE;
  }

  @Override
  public HostInterrupts hostInterrupts() {
    return HostInterrupts.SAME;
  }

  @Override
  public String hardware() {
    return switch (this) {
      case SVM -> "";
      case AVIC -> "AVIC";
      case AVIC_POSTED, AVIC_GAPPI, POLL -> "guest mode";
    };
  }

  @Override
  public String recordWithout() {
    return switch (this) {
      case SVM -> "";
      case AVIC -> "record with AVIC off (kvm_amd avic=0)";
      case AVIC_POSTED, AVIC_GAPPI, POLL ->
          "record with the IOMMU's guest mode off (boot with amd_iommu_intr=legacy)";
    };
  }

  @Override
  public Features features(Setting setting) {
    boolean avic = role != Role.BASELINE;
    return new AmdFeatures(
        avic,
        avic && setting.ipiVirtualization(),
        setting.registers(),
        setting.haltPolling(),
        true,
        false,
        this == AVIC_GAPPI ? AmdFeatures.Iommu.GAPPI : AmdFeatures.Iommu.LOG);
  }

  @Override
  public String toString() {
    return key;
  }
}
