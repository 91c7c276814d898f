package org.pirouette.protocol.intel;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.ThreadRegion;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Program;

/// `vmx_apicv_pre_state_restore`, the `apicv_pre_state_restore` of Intel: what was posted before
/// the VMM sets the state of the APIC belongs to the old state.
public final class PreStateRestore {
  private PreStateRestore() {}

  static void addTo(Program.Assembler assembler, int[] usedWords) {
    assembler.step(new ClearOutstanding()).begin(ThreadRegion.FORGET);
    for (int word : usedWords) {
      assembler.step(new ClearPir(word));
    }
    assembler.end(ThreadRegion.FORGET);
  }

  /// Forgets an outstanding notification.
  public static class ClearOutstanding extends IntelStep {
    /// The step as it is.
    public ClearOutstanding() {
      super("restore: clear ON", "Linux vmx_apicv_pre_state_restore", Cost.LOCKED);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.words.getAndAnd(
          machine.pids.pidControl(machine.numberOf(agent)), ~NotificationControl.ON);
      return NEXT;
    }
  }

  /// Forgets what was posted.
  public static class ClearPir extends IntelStep {
    private final int word;

    /// @param word 0 to 3
    public ClearPir(int word) {
      super("restore: clear PIR[" + word + "]", "Linux vmx_apicv_pre_state_restore", Cost.PLAIN);
      this.word = word;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.words.store(machine.pids.pir(machine.numberOf(agent), word), 0);
      return NEXT;
    }
  }
}
