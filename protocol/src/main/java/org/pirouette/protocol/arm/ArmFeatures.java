package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.MachineConfiguration;

/// What an Arm host and its hypervisor use.
///
/// @param gic the interrupt controller, as far as KVM uses it (`kvm-arm.vgic_v4_enable`)
/// @param haltPolling KVM polls before it lets a vCPU in WFI sleep
/// @param listRegisters number of list registers of a virtual CPU interface, 1 to 16
/// @param services number of ITSs, 1 or 2; with two, each has its own copy of where a vPE is
/// @param sharedTable all redistributors share one vPE table (CommonLPIAff), so that a vPE may
///   become resident on any of them without VMOVP
/// @param lazy a vPE is mapped on an ITS when the first vLPI of its VM is there, not with the VM
public record ArmFeatures(
    Gic gic,
    boolean haltPolling,
    int listRegisters,
    int services,
    boolean sharedTable,
    boolean lazy)
    implements Features {
  private static final int USUAL_LIST_REGISTERS = 4;

  /// Refuses what no machine has.
  public ArmFeatures {
    if (services < 1 || services > 2 || listRegisters < 1 || listRegisters > 16) {
      throw new IllegalArgumentException(
          "expected 1 or 2 ITSs and 1 to 16 list registers, found "
              + services
              + " and "
              + listRegisters);
    }
  }

  /// A host with one ITS and four list registers.
  public static ArmFeatures of(Gic gic) {
    return new ArmFeatures(gic, false, USUAL_LIST_REGISTERS, 1, false, false);
  }

  /// The features of a configuration; GICv4.0 if it names none.
  public static ArmFeatures of(MachineConfiguration configuration) {
    return configuration.features() instanceof ArmFeatures features ? features : of(Gic.V4_0);
  }
}
