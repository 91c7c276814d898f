package org.pirouette.host.check;

import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.InterruptTable;
import org.pirouette.host.source.IommuUnit;
import org.pirouette.host.source.KvmStat;
import org.pirouette.host.source.LogFact;

/// The kinds of hosts, each with its own chain of checks.
public enum Platform {
  INTEL("Intel", "VT-d posted interrupts with APICv", IntelChain.CHAIN),
  AMD("AMD", "AVIC with the IOMMU's guest virtual APIC", AmdChain.CHAIN),
  ARM("arm64", "GICv4 direct injection", ArmChain.CHAIN),
  XEN("Xen", "posted interrupts under Xen", XenChain.CHAIN),
  FREEBSD("FreeBSD", "posted interrupts under bhyve", FreeBsdChain.CHAIN),
  UNKNOWN("unknown", "posted interrupts", CommonChecks.UNKNOWN_PLATFORM);

  private final String title;
  private final String mechanism;
  private final Chain chain;

  Platform(String title, String mechanism, Chain chain) {
    this.title = title;
    this.mechanism = mechanism;
    this.chain = chain;
  }

  /// The name as people write it.
  public String title() {
    return title;
  }

  /// What posted interrupts are called there.
  public String mechanism() {
    return mechanism;
  }

  /// The checks, in order of dependence, and what follows from them.
  Chain chain() {
    return chain;
  }

  /// Which platform the facts speak of. The processor decides; without it, what names a maker.
  public static Platform of(HostFacts facts) {
    if (facts.kernel().log().says(LogFact.XEN) || onXen(facts.activity().interrupts())) {
      return XEN;
    }
    if (facts.kernel().log().says(LogFact.FREEBSD_POSTING_ON)
        || facts.kernel().log().says(LogFact.FREEBSD_POSTING_OFF)) {
      return FREEBSD;
    }
    return switch (facts.hardware().processor().vendor()) {
      case INTEL -> INTEL;
      case AMD -> AMD;
      case ARM -> ARM;
      case OTHER -> UNKNOWN;
      case UNKNOWN -> guessed(facts);
    };
  }

  private static boolean onXen(InterruptTable interrupts) {
    return interrupts.first("xen-").isPresent();
  }

  private static Platform guessed(HostFacts facts) {
    if (facts.kernel().modules().has("kvm_intel")
        || facts.hardware().units().stream().anyMatch(unit -> unit.kind() == IommuUnit.Kind.INTEL)
        || facts.hardware().unitNames().stream().anyMatch(name -> name.text().startsWith("dmar"))
        || facts.hardware().remapping().known()
        || facts.kernel().log().says(LogFact.DMAR)
        || facts.kernel().log().says(LogFact.DMAR_UNIT)
        || facts.kernel().log().says(LogFact.REMAPPING_ON_X2APIC)
        || facts.kernel().log().says(LogFact.REMAPPING_ON_XAPIC)
        || facts.kernel().log().says(LogFact.DMAR_REMAPPING)
        || facts.kernel().log().says(LogFact.DRHD)
        || facts.kernel().log().says(LogFact.REMAPPING_FIRMWARE_BUG)
        || facts.kernel().log().says(LogFact.REMAPPING_NOT_ENABLED)
        || facts.kernel().log().says(LogFact.KVM_INTEL)) {
      return INTEL;
    }
    boolean amdLog =
        facts.kernel().log().count(LogFact.AMD_IOMMU)
            > facts.kernel().log().count(LogFact.AMD_IOMMUV2_ABSENT);
    if (facts.kernel().modules().has("kvm_amd")
        || amdLog
        || facts.kernel().log().says(LogFact.AMD_REMAPPING_OFF)
        || facts.kernel().log().says(LogFact.KVM_AMD)
        || facts.hardware().units().stream().anyMatch(unit -> unit.kind() == IommuUnit.Kind.AMD)) {
      return AMD;
    }
    if (facts.kernel().log().says(LogFact.ARM_GICV3)
        || facts.kernel().log().says(LogFact.ARM_KVM_VGIC)) {
      return ARM;
    }
    return fromCounters(facts);
  }

  /// Events and exit reasons that only one maker has.
  private static Platform fromEvents(KvmStat statistics) {
    for (String name : statistics.events().keySet()) {
      if (name.startsWith("kvm_avic") || name.contains("(npf)") || name.contains("(NPF)")) {
        return AMD;
      }
      if (name.equals("kvm_hv_timer_state")
          || name.contains("(EPT_")
          || name.contains("(EXTERNAL_INTERRUPT)")) {
        return INTEL;
      }
    }
    return UNKNOWN;
  }

  private static Platform fromCounters(HostFacts facts) {
    InterruptTable interrupts = facts.activity().interrupts();
    boolean intelChip =
        facts.activity().irqs().stream()
            .anyMatch(irq -> irq.chips().stream().anyMatch(chip -> chip.startsWith("INTEL-IR")));
    boolean notifications = interrupts.row("PIN").filter(row -> row.total() > 0).isPresent();
    boolean postedMsi = interrupts.row("PMN").filter(row -> row.total() > 0).isPresent();
    if (intelChip || notifications || postedMsi || interrupts.first("DMAR").isPresent()) {
      return INTEL;
    }
    if (interrupts.action("dmar").isPresent()) {
      return INTEL;
    }
    if (interrupts.first("IOMMU-MSI").isPresent() || interrupts.action("AMD-Vi").isPresent()) {
      return AMD;
    }
    boolean arm =
        interrupts.first("GICv").isPresent()
            || facts.activity().kvmStat().events().keySet().stream()
                .anyMatch(name -> name.contains("arm") || name.startsWith("vgic_"));
    if (arm || facts.activity().kvmStat().event("kvm_timer_update_irq").isPresent()) {
      return ARM;
    }
    boolean gic =
        facts.activity().irqs().stream()
            .anyMatch(
                irq ->
                    irq.chips().stream()
                        .anyMatch(chip -> chip.startsWith("GIC") || chip.startsWith("ITS")));
    return gic ? ARM : fromEvents(facts.activity().kvmStat());
  }
}
