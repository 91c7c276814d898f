package org.pirouette.prove;

import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.VirtualApicBank;

/// What must hold when no agent has anything to do, the environment left out.
final class RestRules {
  private final MachineView view;
  private final IntelMachine machine;
  private final Words words;

  RestRules(MachineView view) {
    this.view = view;
    machine = view.machine;
    words = view.words;
  }

  /// A thread that waits for its pCPU is left out: it gets it when a time slice ends, which is the
  /// environment's to do.
  boolean delivered(int v) {
    return view.waits(v)
        || !view.owesDeliverable(v) && (view.anyWaits() || !view.lacksDeliverable(v));
  }

  boolean answered() {
    for (int d = 0; d < view.devices; d++) {
      if (words.load(machine.devices.unanswered(d)) != 0) {
        return false;
      }
    }
    return true;
  }

  boolean hardwareIsDone() {
    for (int p = 0; p < view.processors; p++) {
      long busy =
          words.load(machine.lapics.bus(p))
              | words.load(machine.lapics.apicIrr(p))
              | words.load(machine.lapics.apicIsr(p));
      if (busy != 0) {
        return false;
      }
    }
    for (int d = 0; d < view.devices; d++) {
      if (words.load(machine.devices.message(d)) != 0 || words.load(machine.iommuCounter(d)) != 0) {
        return false;
      }
    }
    return true;
  }

  boolean softwareIsDone() {
    for (int p = 0; p < view.processors; p++) {
      if (words.load(machine.wakeups.listLock(p)) != 0
          || words.load(machine.pcpus.context(p)) == machine.handler(p)) {
        return false;
      }
    }
    for (int v = 0; v < view.vcpus; v++) {
      if (!view.sleeps(v) && !view.waits(v) && !view.inGuest(v)) {
        return false;
      }
    }
    return words.load(machine.vm.irqfdsLock()) == 0;
  }

  boolean ended(int v) {
    if (!view.inGuest(v) || machine.get(machine.vcpus.guest(v), VcpuBank.PHASE) != 0) {
      return true;
    }
    return machine.highestInService(v) == 0
        && (machine.get(machine.vapics.vmcs(v), VirtualApicBank.VIRTUAL_DELIVERY) == 0
            || machine.get(machine.vapics.status(v), VirtualApicBank.SVI) == 0);
  }
}
