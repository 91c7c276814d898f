package org.pirouette.protocol.amd;

import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// `kvm_lapic_find_highest_irr`, a subroutine of the KVM thread: the highest vector in IRR goes to
/// HIGHEST. There is nothing to drain; who posts sets the bits of IRR itself. Returns to
/// SYNC_RETURN.
public final class FindHighest {
  private FindHighest() {}

  static void addTo(Program.Assembler assembler, Label entry, int[] usedWords, boolean hint) {
    Label report = new Label("highest found");
    assembler.label(entry);
    if (hint) {
      assembler.step(new TestPending(report));
    }
    for (int i = usedWords.length - 1; i >= 0; i--) {
      assembler.step(new Search(usedWords[i], i == usedWords.length - 1));
    }
    assembler.label(report).step(new Report());
  }

  /// Without `irr_pending` there is nothing to search.
  public static class TestPending extends AmdStep {
    private final Label report;

    /// @param report where to go on without it
    public TestPending(Label report) {
      super("irr_pending?", "Linux kvm_lapic_find_highest_irr", Cost.PLAIN);
      this.report = report;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      if (machine.words.load(machine.avics.irrPending(v)) == 1) {
        return NEXT;
      }
      machine.set(machine.vcpus.threadScratch(v), Registers.HIGHEST, 0);
      return report.pc();
    }
  }

  /// The highest vector of one word, if no higher one was found.
  public static class Search extends AmdStep {
    private final int word;
    private final boolean first;

    /// @param word 0 to 3
    /// @param first whether no higher word comes before
    public Search(int word, boolean first) {
      super("highest in IRR", "Linux apic_search_irr", first ? Cost.PLAIN : Cost.NONE);
      this.word = word;
      this.first = first;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int scratch = machine.vcpus.threadScratch(v);
      if (first || machine.get(scratch, Registers.HIGHEST) == 0) {
        long requested = machine.words.load(machine.vapics.virr(v, word));
        int highest = requested == 0 ? 0 : word * 64 + 63 - Long.numberOfLeadingZeros(requested);
        machine.set(scratch, Registers.HIGHEST, highest);
      }
      return NEXT;
    }
  }

  /// Returns.
  public static class Report extends AmdStep {
    /// The step as it is.
    public Report() {
      super("return highest", "Linux kvm_lapic_find_highest_irr", Cost.NONE);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int back = machine.register(agent, Registers.SYNC_RETURN);
      machine.setRegister(agent, Registers.SYNC_RETURN, 0);
      return back;
    }
  }
}
