package org.pirouette.protocol.amd;

import org.pirouette.model.amd.AmdModelChoice;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.x86.X86Features;

/// What an AMD host and its hypervisor use.
///
/// @param avic AVIC or x2AVIC
/// @param enableIpiv KVM publishes IsRunning in the physical APIC ID table (`enable_ipiv`);
///   without, every IPI exits as incomplete
/// @param x2apic the guest accesses its APIC by MSRs; else by its page
/// @param haltPolling KVM polls before it lets a halted vCPU sleep
/// @param fastpath ICR writes are emulated with interrupts off, straight after the exit
/// @param erratum1235 a sending processor may miss that IsRunning went from 1 to 0 (Zen 1 and 2)
/// @param iommu how the IOMMU tells of interrupts for vCPUs that do not run
public record AmdFeatures(
    boolean avic,
    boolean enableIpiv,
    boolean x2apic,
    boolean haltPolling,
    boolean fastpath,
    boolean erratum1235,
    Iommu iommu)
    implements X86Features {
  /// The IOMMU's guest mode.
  ///
  /// @param gappi GAPPI is enabled, so that nothing is logged
  /// @param logging when the IOMMU reads GALogIntr
  /// @param logLength length code of the GALog: 2 to this power entries
  public record Iommu(boolean gappi, AmdModelChoice logging, int logLength) {
    /// The GALog as Linux sets it up: 512 entries, and GALogIntr read for each interrupt.
    public static final Iommu LOG = new Iommu(false, AmdModelChoice.GA_LOG_INTR_FRESH, 9);

    /// GAPPI.
    public static final Iommu GAPPI = new Iommu(true, AmdModelChoice.GA_LOG_INTR_FRESH, 2);

    /// With a log of 2 to the `code` entries.
    public Iommu withLog(int code) {
      return new Iommu(gappi, logging, code);
    }
  }

  /// AVIC with the GALog, as on a current host.
  public static AmdFeatures posted() {
    return new AmdFeatures(true, true, true, false, true, false, Iommu.LOG);
  }

  /// A host without AVIC.
  public static AmdFeatures svm() {
    return new AmdFeatures(false, false, true, false, true, false, Iommu.LOG);
  }

  /// The features of a configuration; [#posted] if it names none.
  public static AmdFeatures of(MachineConfiguration configuration) {
    return configuration.features() instanceof AmdFeatures features ? features : posted();
  }

  @Override
  public boolean apicv() {
    return avic;
  }

  /// With AVIC the hardware takes every ICR write, and completes it or exits.
  @Override
  public boolean ipiVirtualization() {
    return avic;
  }

  /// AVIC is inhibited for a vCPU in L2; nested guests have no part here.
  @Override
  public boolean nested() {
    return false;
  }

  /// The same with polling before a halted vCPU sleeps.
  public AmdFeatures withHaltPolling() {
    return new AmdFeatures(avic, enableIpiv, x2apic, true, fastpath, erratum1235, iommu);
  }

  /// The same with another IOMMU.
  public AmdFeatures with(Iommu other) {
    return new AmdFeatures(avic, enableIpiv, x2apic, haltPolling, fastpath, erratum1235, other);
  }

  /// On a processor with erratum 1235.
  ///
  /// @param workaround KVM keeps IsRunning 0 in the table
  public AmdFeatures withErratum1235(boolean workaround) {
    return new AmdFeatures(avic, !workaround, x2apic, haltPolling, fastpath, true, iommu);
  }
}
