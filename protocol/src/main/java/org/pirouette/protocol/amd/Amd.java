package org.pirouette.protocol.amd;

import java.util.List;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Exhibit;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.x86.ApicRegister;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.X86Cost;

/// AMD processors with SVM and AMD's IOMMU.
public enum Amd implements Architecture {
  /// The one object.
  ARCHITECTURE;

  private static final List<ExitReason> EXIT_REASONS = List.copyOf(AmdExitReason.ALL);

  @Override
  public String key() {
    return "amd";
  }

  @Override
  public AmdMachine machine(MachineConfiguration configuration) {
    return new AmdParts(this, configuration.withFeatures(AmdFeatures.of(configuration))).machine();
  }

  @Override
  public List<DeliveryMode> modes() {
    return List.of(AmdMode.values());
  }

  @Override
  public List<Cost> costs() {
    return AmdCost.ALL;
  }

  @Override
  public List<ExitReason> exitReasons() {
    return EXIT_REASONS;
  }

  @Override
  public int writtenRegister(ExitReason reason, int choice) {
    return ApicRegister.written(reason.equals(AmdExitReason.MSR), choice);
  }

  @Override
  public Exhibit exhibit(KvmMachine machine) {
    return new AmdExhibit((AmdMachine) machine);
  }

  @Override
  public String recordedAs() {
    return "SVM";
  }

  @Override
  public boolean isControllerRegister(long register) {
    return ApicRegister.isMsr(register);
  }

  @Override
  public boolean isControllerAddress(long address) {
    return ApicRegister.isInPage(address);
  }

  @Override
  public long writtenAddress(ExitReason reason, long register) {
    return reason.equals(AmdExitReason.AVIC_UNACCELERATED_ACCESS)
        ? ApicRegister.address(register)
        : -1;
  }

  @Override
  public int anyDeviceInterrupt() {
    return 0xE0;
  }

  @Override
  public int guestTimer() {
    return HostVector.LOCAL_TIMER; // guests are Linux, too
  }

  @Override
  public int guestIpi() {
    return HostVector.CALL_FUNCTION_SINGLE;
  }

  @Override
  public int interrupts() {
    return DoorbellBank.MESSAGE + 1;
  }

  @Override
  public int deviceInterrupt(int device) {
    return HostVector.ofDevice(device);
  }

  @Override
  public Cost handlerCost(int vector) {
    return switch (vector) {
      case HostVector.NOTIFICATION, HostVector.RESCHEDULE -> X86Cost.HOST_NOTIFICATION_HANDLER;
      case HostVector.WAKEUP -> X86Cost.HOST_WAKEUP_HANDLER;
      case HostVector.GA_LOG -> AmdCost.HOST_GA_LOG_HANDLER;
      default ->
          vector < HostVector.POSTED_MSI ? KvmCost.HOST_DEVICE_HANDLER : KvmCost.HOST_TICK_HANDLER;
    };
  }

  @Override
  public int timerInterrupt() {
    return HostVector.LOCAL_TIMER;
  }

  @Override
  public boolean totalStoreOrder() {
    return true;
  }

  @Override
  public String toString() {
    return "AMD";
  }
}
