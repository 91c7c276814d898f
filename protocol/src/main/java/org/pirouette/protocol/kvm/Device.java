package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Words;

/// A device that raises its message-signalled interrupt whenever it likes.
public final class Device {
  private Device() {}

  public static Program program(Assembly assembly) {
    return assembly.assembler("device").step(new Raise()).assemble();
  }

  /// The device writes its message towards the IOMMU. The next one follows only when the fabric has
  /// taken this one.
  public static final class Raise extends KvmStep {
    Raise() {
      super("raise MSI", "PCI MSI: memory write", Cost.NONE, Decision.DEVICE_RAISE);
    }

    @Override
    public int alternatives(KvmMachine machine, int agent) {
      int d = machine.numberOf(agent);
      Words words = machine.words;
      return words.load(machine.devices.message(d)) == 0
              && machine.isPlugged(d)
              && Budget.of(Limit.RAISES).left(words.load(machine.devices.deviceBudgets(d)))
              && !machine.awaitsEndOfInterrupt(d)
          ? 1
          : 0;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      machine.spend(machine.devices.deviceBudgets(d), Limit.RAISES);
      machine.noteRaised(d);
      machine.words.store(machine.devices.message(d), 1);
      machine.signal(machine.iommu(d));
      return 0;
    }
  }
}
