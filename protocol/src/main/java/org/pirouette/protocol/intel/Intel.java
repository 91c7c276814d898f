package org.pirouette.protocol.intel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.x86.HostVector;

/// Intel processors with VMX and VT-d.
public enum Intel implements Architecture {
  /// The one object.
  ARCHITECTURE;

  private static final Set<Cost> COSTS =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Cost.NONE)));

  @Override
  public KvmMachine machine(MachineConfiguration configuration) {
    return IntelMachine.of(configuration);
  }

  @Override
  public Set<Cost> costs() {
    return COSTS;
  }

  @Override
  public Cost handlerCost(int vector) {
    return switch (vector) {
      case HostVector.NOTIFICATION, HostVector.RESCHEDULE -> Cost.HOST_NOTIFICATION_HANDLER;
      case HostVector.WAKEUP -> Cost.HOST_WAKEUP_HANDLER;
      default -> vector < HostVector.POSTED_MSI ? Cost.HOST_DEVICE_HANDLER : Cost.HOST_TICK_HANDLER;
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
