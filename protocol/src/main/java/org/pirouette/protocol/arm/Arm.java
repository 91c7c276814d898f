package org.pirouette.protocol.arm;

import java.util.List;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Exhibit;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Cost;

/// Arm processors with virtualization and a GIC.
public enum Arm implements Architecture {
  /// The one object.
  ARCHITECTURE;

  /// Register number of ICC_SGI1R_EL1, as op0, op1, CRn, CRm, op2 are encoded in an instruction.
  public static final int ICC_SGI1R = 3 << 14 | 12 << 7 | 11 << 3 | 5;

  private static final List<ExitReason> EXIT_REASONS = List.of(ArmExitReason.values());

  @Override
  public String key() {
    return "arm";
  }

  @Override
  public ArmMachine machine(MachineConfiguration configuration) {
    return new ArmParts(this, configuration.withFeatures(ArmFeatures.of(configuration))).machine();
  }

  @Override
  public List<DeliveryMode> modes() {
    return List.of(ArmMode.values());
  }

  @Override
  public List<Cost> costs() {
    return ArmCost.ALL;
  }

  @Override
  public List<ExitReason> exitReasons() {
    return EXIT_REASONS;
  }

  @Override
  public int writtenRegister(ExitReason reason, int choice) {
    return reason == ArmExitReason.SYS64 && GuestChoice.of(choice) == GuestChoice.SEND_IPI
        ? ICC_SGI1R
        : 0;
  }

  @Override
  public int interrupts() {
    return HostIrq.COUNT;
  }

  @Override
  public int deviceInterrupt(int device) {
    return HostIrq.device(device);
  }

  @Override
  public Cost handlerCost(int irq) {
    if (HostIrq.isDoorbell(irq)) {
      return ArmCost.HOST_DOORBELL_HANDLER;
    }
    return irq >= HostIrq.FIRST_DEVICE ? KvmCost.HOST_DEVICE_HANDLER : KvmCost.HOST_TICK_HANDLER;
  }

  @Override
  public Exhibit exhibit(KvmMachine machine) {
    return new ArmExhibit((ArmMachine) machine);
  }

  @Override
  public String recordedAs() {
    return "ARM64";
  }

  @Override
  public boolean isControllerRegister(long register) {
    return register == ICC_SGI1R;
  }

  @Override
  public boolean isControllerAddress(long address) {
    return false; // the VMM chooses where a guest has its GIC
  }

  @Override
  public long writtenAddress(ExitReason reason, long register) {
    return -1;
  }

  @Override
  public int anyDeviceInterrupt() {
    return HostIrq.COUNT - 1;
  }

  @Override
  public int guestTimer() {
    return 27; // PPI of the virtual timer
  }

  @Override
  public int guestIpi() {
    return 1; // SGI of a guest's function calls
  }

  @Override
  public int timerInterrupt() {
    return HostIrq.TIMER;
  }

  @Override
  public boolean totalStoreOrder() {
    return false;
  }

  @Override
  public String toString() {
    return "Arm";
  }
}
