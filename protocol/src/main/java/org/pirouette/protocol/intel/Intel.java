package org.pirouette.protocol.intel;

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
import org.pirouette.protocol.x86.X86ExitReason;

/// Intel processors with VMX and VT-d.
public enum Intel implements Architecture {
  /// The one object.
  ARCHITECTURE;

  private static final List<ExitReason> EXIT_REASONS = List.of(X86ExitReason.values());

  @Override
  public String key() {
    return "intel";
  }

  @Override
  public IntelMachine machine(MachineConfiguration configuration) {
    return new IntelParts(this, configuration.withFeatures(IntelFeatures.of(configuration)))
        .machine();
  }

  @Override
  public Exhibit exhibit(KvmMachine machine) {
    return new IntelExhibit((IntelMachine) machine);
  }

  @Override
  public List<DeliveryMode> modes() {
    return List.of(IntelMode.values());
  }

  @Override
  public List<Cost> costs() {
    return IntelCost.ALL;
  }

  @Override
  public List<ExitReason> exitReasons() {
    return EXIT_REASONS;
  }

  @Override
  public int writtenRegister(ExitReason reason, int choice) {
    return ApicRegister.of(reason, choice);
  }

  @Override
  public String recordedAs() {
    return "VMX";
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
    return reason == X86ExitReason.APIC_WRITE ? ApicRegister.address(register) : -1;
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
    return 256;
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
    return "Intel";
  }
}
