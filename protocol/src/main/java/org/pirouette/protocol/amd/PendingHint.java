package org.pirouette.protocol.amd;

import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;

/// `irr_pending` around the acknowledgement of an interrupt in software (`apic_clear_irr`): cleared
/// first, set again if IRR is not empty afterwards. While AVIC is active it is 1 all the time.
public final class PendingHint {
  private PendingHint() {}

  /// Before the bit in IRR is cleared.
  public static class Clear extends AmdStep {
    /// The step as it is.
    public Clear() {
      super("clear irr_pending", "Linux apic_clear_irr", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      if (machine.get(machine.scratch(agent), Registers.HIGHEST) != 0) {
        machine.words.store(machine.avics.irrPending(v), 0);
        machine.words.fence(); // the locked clear of the bit follows, before IRR is read
      }
      return NEXT;
    }
  }

  /// Afterwards: whether anything is left.
  public static class Search extends AmdStep {
    private final Label disable;

    /// @param disable where the entry goes on
    public Search(Label disable) {
      super("set irr_pending if IRR", "Linux apic_clear_irr, apic_search_irr", Cost.PLAIN);
      this.disable = disable;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      if (machine.highestRequested(v) != 0) {
        machine.words.store(machine.avics.irrPending(v), 1);
      }
      return disable.pc();
    }
  }
}
