package org.pirouette.protocol.intel;

import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.x86.X86Features;

/// What an Intel host and its hypervisor use.
///
/// @param apicv APICv, that is virtual-interrupt delivery and posted-interrupt processing
/// @param ipiVirtualization IPIs are posted by the sending processor itself
/// @param x2apic the guest accesses its APIC by MSRs; else by its page
/// @param haltPolling KVM polls before it lets a halted vCPU sleep
/// @param fastpath ICR writes are emulated with interrupts off, straight after the exit
/// @param nested the vCPUs run a nested guest (L2) whose hypervisor uses posted interrupts
/// @param postedMsi remapped interrupts of the host are themselves posted, per pCPU
public record IntelFeatures(
    boolean apicv,
    boolean ipiVirtualization,
    boolean x2apic,
    boolean haltPolling,
    boolean fastpath,
    boolean nested,
    boolean postedMsi)
    implements X86Features {
  /// Posted interrupts as on a current host, without the rarer features.
  public static IntelFeatures posted() {
    return new IntelFeatures(true, false, true, false, false, false, false);
  }

  /// A host without APICv.
  public static IntelFeatures emulated() {
    return new IntelFeatures(false, false, true, false, false, false, false);
  }

  /// The features of a configuration; [#posted] if it names none.
  public static IntelFeatures of(MachineConfiguration configuration) {
    return configuration.features() instanceof IntelFeatures features ? features : posted();
  }
}
