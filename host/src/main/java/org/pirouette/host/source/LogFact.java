package org.pirouette.host.source;

import java.util.List;

/// What single lines of a kernel log or of Xen's log say, each known by pieces of text that all
/// stand in the line. Time stamps, quote marks and host names around it do not matter.
///
/// Texts: Linux drivers/iommu/intel/{dmar,irq_remapping}.c, drivers/iommu/amd/init.c,
/// arch/x86/kvm/{vmx,svm}, drivers/irqchip/irq-gic-v3*.c, arch/arm64/kvm/vgic; Xen
/// drivers/passthrough/vtd/iommu.c and arch/x86/hvm/vmx/vmcs.c.
public enum LogFact {
  LINUX_VERSION("Linux version "),
  ACPI_TABLES("ACPI: RSDP"),
  ACPI_DMAR("ACPI: DMAR "),
  ACPI_IVRS("ACPI: IVRS "),
  DMAR("DMAR: "),
  DMAR_BEFORE_4_1("dmar: "),
  DMAR_UNIT("reg_base_addr ", " ecap "),
  DMAR_REMAPPING("DMAR-IR: "),
  REMAPPING_ON_X2APIC("Enabled IRQ remapping in x2apic mode"),
  REMAPPING_ON_XAPIC("Enabled IRQ remapping in xapic mode"),
  REMAPPING_FAILED("Failed to enable irq remapping"),
  REMAPPING_NOT_ENABLED("DMAR-IR: Not enabling interrupt remapping"),
  REMAPPING_ERRATUM("This system BIOS has enabled interrupt remapping"),
  EIM_MISSING("DMAR-IR:", "does not support EIM"),
  X2APIC_OPT_OUT("x2apic is disabled because BIOS sets x2apic opt out bit"),
  POSTING_INCONSISTENT("IOMMU feature pi_support inconsistent"),
  AMD_IOMMU("AMD-Vi: "),
  AMD_IOMMUV2_ABSENT("AMD IOMMUv2 functionality not available on this system"),
  AMD_FEATURES("AMD-Vi:", "Extended features"),
  AMD_GLOBAL_FEATURES("AMD-Vi: Using global IVHD EFR:"),
  AMD_REMAPPING_ON("AMD-Vi: Interrupt remapping enabled"),
  AMD_X2APIC_ON("AMD-Vi: X2APIC enabled"),
  AMD_VIRTUAL_APIC_ON("AMD-Vi: Virtual APIC enabled"),
  AMD_VIRTUAL_APIC_OFF_SNP("AMD-Vi: Force to disable Virtual APIC due to SNP"),
  KVM_AMD("kvm_amd: "),
  KVM_AMD_STARTED("kvm_amd:", "Nested Paging"),
  AVIC_ON("AVIC enabled"),
  X2AVIC_ON("x2AVIC enabled"),
  AVIC_FORCED("AVIC unsupported in CPUID but force enabled"),
  AVIC_OFF_SNP("AVIC disabled: missing HvInUseWrAllowed"),
  AVIC_NO_SUPPORT("AVIC disabled"),
  KVM_INTEL("kvm_intel: "),
  KVM_NO_HARDWARE("kvm: no hardware support"),
  VMX_ABSENT("VMX not supported by CPU"),
  VMX_OFF_IN_BIOS("VMX", "disabled by BIOS"),
  KVM_OFF_IN_BIOS("kvm: disabled by bios"),
  KVM_SOFTWARE("kvm-pvm: "),
  ARM_GICV3("GICv3: "),
  ARM_GICV4_FEATURES("GICv3: GICv4 features:"),
  ARM_ITS_GICV41("Using GICv4.1 mode"),
  ARM_ITS_ON("ITS: Enabling GICv4 support"),
  ARM_ITS_OFF("ITS: Disabling GICv4 support"),
  ARM_ITS_NO_DOMAIN("ITS: No GICv4 VPE domain allocated"),
  ARM_ITS_DIRECT("ITS: Using DirectLPI for VPE invalidation"),
  ARM_KVM("kvm [1]: "),
  ARM_KVM_VGIC("kvm [1]: vgic interrupt"),
  ARM_KVM_ON("GICv4", " support enabled"),
  ARM_KVM_OFF("GICv4", " support disabled"),
  ARM_TRAPPING("GICv3 sysreg trapping enabled"),
  HYPERVISOR("Hypervisor detected: "),
  PARAVIRTUALIZED("Booting paravirtualized kernel on "),
  HARDWARE_NAME("Hardware name: "),
  DMI("DMI: "),
  UNDER_HYPERV("Hyper-V enlightened"),
  HYPERV_BALLOON("hv_balloon: "),
  HYPERV_BUS("hv_vmbus: "),
  LOCKDOWN("Kernel is locked down"),
  BYPASS_FAILED("irq bypass producer", "registration fails"),
  OLD_BYPASS_FAILED("failed to update PI IRTE"),
  NO_ROUTE("no route for guest_irq"),
  GA_LOG_OVERFLOW("IOMMU GA log restarting"),
  XEN("(XEN)"),
  XEN_REMAPPING_ON("(XEN)", "Interrupt Remapping enabled"),
  XEN_REMAPPING_OFF("(XEN)", "Interrupt Remapping not enabled"),
  XEN_POSTING_ON("(XEN)", "Posted Interrupt enabled"),
  XEN_POSTING_OFF("(XEN)", "Posted Interrupt not enabled"),
  XEN_POSTING_OFF_CPU("(XEN)", "Posted Interrupt is disabled for CPU-side"),
  XEN_VIRTUAL_INTERRUPTS("(XEN)", "Virtual Interrupt Delivery"),
  XEN_REGISTER_VIRTUALIZATION("(XEN)", "APIC Register Virtualization"),
  XEN_POSTED_PROCESSING("(XEN)", "Posted Interrupt Processing"),
  XEN_FEATURES("(XEN)", "VMX: Supported advanced features"),
  XEN_COMMAND_LINE("(XEN)", "Command line:"),
  GREP_OF_DESCRIPTION("Posted-interrupts");

  private final List<String> pieces;

  LogFact(String... pieces) {
    this.pieces = List.of(pieces);
  }

  /// Whether the line says this.
  boolean matches(String line) {
    for (String piece : pieces) {
      if (!line.contains(piece)) {
        return false;
      }
    }
    return true;
  }
}
