package org.pirouette.protocol.arm;

import java.util.EnumSet;
import java.util.Set;
import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.MachineConfiguration;

/// What an Arm host and its hypervisor use.
///
/// @param gic the interrupt controller, as far as KVM uses it (`kvm-arm.vgic_v4_enable`)
/// @param listRegisters number of list registers of a virtual CPU interface, 1 to 16
/// @param services number of ITSs, 1 or 2; with two, each has its own copy of where a vPE is
/// @param options what else it uses
public record ArmFeatures(Gic gic, int listRegisters, int services, Set<Option> options)
    implements Features {
  private static final int USUAL_LIST_REGISTERS = 4;

  /// What a host may use or not.
  public enum Option {
    /// KVM polls before it lets a vCPU in WFI sleep.
    HALT_POLLING,
    /// All redistributors share one vPE table (CommonLPIAff), so that a vPE may become resident on
    /// any of them without VMOVP.
    SHARED_TABLE,
    /// A vPE is mapped on an ITS when the first vLPI of its VM is there, not with the VM.
    LAZY,
    /// GICv4.1: a guest's SGIs are vSGIs, which KVM sends by GITS_SGIR (`GICD_CTLR.nASSGIreq`).
    VSGI,
    /// WFI does not trap where the vCPU is the only runnable task and has vLPIs or vSGIs
    /// (`kvm_vcpu_should_clear_twi`, the default of `kvm-arm.wfi_trap_policy`).
    UNTRAPPED_WFI
  }

  /// Refuses what no machine has.
  public ArmFeatures {
    options = Set.copyOf(options);
    if (services < 1 || services > 2 || listRegisters < 1 || listRegisters > 16) {
      throw new IllegalArgumentException(
          "expected 1 or 2 ITSs and 1 to 16 list registers, found "
              + services
              + " and "
              + listRegisters);
    }
    if (options.contains(Option.VSGI) && gic != Gic.V4_1) {
      throw new IllegalArgumentException("only GICv4.1 has vSGIs, found " + gic);
    }
  }

  /// A host with one ITS and four list registers.
  public static ArmFeatures of(Gic gic) {
    return new ArmFeatures(gic, USUAL_LIST_REGISTERS, 1, EnumSet.noneOf(Option.class));
  }

  /// The features of a configuration; GICv4.0 if it names none.
  public static ArmFeatures of(MachineConfiguration configuration) {
    return configuration.features() instanceof ArmFeatures features ? features : of(Gic.V4_0);
  }

  /// Whether the host uses it.
  public boolean has(Option option) {
    return options.contains(option);
  }

  @Override
  public boolean haltPolling() {
    return has(Option.HALT_POLLING);
  }

  /// Whether all redistributors share one vPE table.
  public boolean sharedTable() {
    return has(Option.SHARED_TABLE);
  }

  /// Whether a vPE is mapped only with the first vLPI.
  public boolean lazy() {
    return has(Option.LAZY);
  }
}
