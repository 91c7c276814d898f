package org.pirouette.prove;

import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Words;

/// What must hold when no agent has anything to do, the environment left out.
final class RestRules {
  private final MachineView view;
  private final Machine machine;
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
      if (words.load(machine.unanswered(d)) != 0) {
        return false;
      }
    }
    return true;
  }

  boolean hardwareIsDone() {
    for (int p = 0; p < view.processors; p++) {
      long busy =
          words.load(machine.bus(p))
              | words.load(machine.apicIrr(p))
              | words.load(machine.apicIsr(p));
      if (busy != 0) {
        return false;
      }
    }
    for (int d = 0; d < view.devices; d++) {
      if (words.load(machine.message(d)) != 0 || words.load(machine.iommuCounter(d)) != 0) {
        return false;
      }
    }
    return true;
  }

  boolean softwareIsDone() {
    for (int p = 0; p < view.processors; p++) {
      if (words.load(machine.listLock(p)) != 0
          || words.load(machine.context(p)) == machine.handler(p)) {
        return false;
      }
    }
    for (int v = 0; v < view.vcpus; v++) {
      if (!view.sleeps(v) && !view.waits(v) && !view.inGuest(v)) {
        return false;
      }
    }
    return words.load(machine.irqfdsLock()) == 0;
  }

  boolean ended(int v) {
    if (!view.inGuest(v) || machine.get(machine.guest(v), Registers.PHASE) != 0) {
      return true;
    }
    return machine.highestInService(v) == 0
        && (machine.get(machine.vmcs(v), Registers.VIRTUAL_DELIVERY) == 0
            || machine.get(machine.status(v), Registers.SVI) == 0);
  }
}
