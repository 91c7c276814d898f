package org.pirouette.protocol;

/// A device that raises its message-signalled interrupt whenever it likes.
final class Device {
  private Device() {}

  static Program program(Assembly assembly) {
    return assembly.assembler("device").step(new Raise()).assemble();
  }

  /// The device writes its message towards the IOMMU. The next one follows only when the fabric has
  /// taken this one.
  public static final class Raise extends Step {
    Raise() {
      super("raise MSI", "PCI MSI: memory write", Cost.NONE, Decision.DEVICE_RAISE);
    }

    @Override
    public int alternatives(Machine machine, int agent) {
      int d = machine.numberOf(agent);
      Words words = machine.words;
      return words.load(machine.message(d)) == 0
              && RemappingEntry.present(words.load(machine.irteLow(d)))
              && Budget.of(Limit.RAISES).left(words.load(machine.deviceBudgets(d)))
              && !machine.awaitsEndOfInterrupt(d)
          ? 1
          : 0;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      machine.spend(machine.deviceBudgets(d), Limit.RAISES);
      machine.noteRaised(d);
      machine.words.store(machine.message(d), 1);
      machine.signal(machine.iommu(d));
      return 0;
    }
  }
}
