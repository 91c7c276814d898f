package org.pirouette.protocol.intel;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.VirtualApicBank;

/// The drain `vmx_sync_pir_to_irr` (A5, S1 to S6), a subroutine of the KVM thread: what was posted
/// moves to VIRR, and RVI or KVM_REQ_EVENT says so. Returns to SYNC_RETURN with the highest pending
/// vector in HIGHEST.
///
/// ON is cleared before PIR is read: a post that comes too late for the harvest of its word finds
/// ON clear, sets it, and notifies again.
public final class SyncPir {
  /// Where the subroutine starts.
  private final Label entry;

  private final Label findHighest = new Label("kvm_lapic_find_highest_irr");

  SyncPir(Label entry) {
    this.entry = entry;
  }

  void addTo(Program.Assembler assembler, int[] usedWords) {
    assembler.label(entry).step(new TestOutstanding(findHighest)).step(new ClearOutstanding());
    for (int word : usedWords) {
      assembler.step(new ReadPir(word));
    }
    for (int word : usedWords) {
      assembler.step(new TakePir(word)).step(new MergeVirr(word));
    }
    assembler.label(findHighest).begin(IntelRegion.DRAIN_REPORT);
    for (int i = usedWords.length - 1; i >= 0; i--) {
      assembler.step(new FindHighest(usedWords[i], i == usedWords.length - 1));
    }
    assembler.step(new Report()).end(IntelRegion.DRAIN_REPORT);
  }

  /// S1: without ON there is nothing to move.
  public static class TestOutstanding extends IntelStep {
    private final Label findHighest;

    /// @param findHighest where to go on without ON
    public TestOutstanding(Label findHighest) {
      super("S1 test ON", "Linux vmx_sync_pir_to_irr, pi_test_on", Cost.PLAIN);
      this.findHighest = findHighest;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      long control = machine.words.load(machine.pids.pidControl(machine.numberOf(agent)));
      return NotificationControl.outstanding(control) ? NEXT : findHighest.pc();
    }
  }

  /// S2, S3: clear ON, and order that before the reads of PIR.
  public static class ClearOutstanding extends IntelStep {
    /// The step as it is.
    public ClearOutstanding() {
      super("S2 clear ON", "Linux vmx_sync_pir_to_irr, pi_clear_on", Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.words.getAndAnd(machine.pids.pidControl(v), ~NotificationControl.ON);
      machine.words.fence(); // S3 smp_mb__after_atomic: nothing but a compiler barrier on x86
      return NEXT;
    }
  }

  /// S4: a first, plain look at a word of PIR.
  public static class ReadPir extends IntelStep {
    private final int word;

    /// @param word 0 to 3
    public ReadPir(int word) {
      super("S4 read PIR[" + word + "]", "Linux pi_harvest_pir", Cost.PLAIN);
      this.word = word;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.words.store(
          machine.pids.harvest(v, word), machine.words.load(machine.pids.pir(v, word)));
      return NEXT;
    }
  }

  /// S4: a word that was not zero is taken by an atomic exchange.
  public static class TakePir extends IntelStep {
    private final int word;

    /// @param word 0 to 3
    public TakePir(int word) {
      super("S4 xchg PIR[" + word + "]", "Linux pi_harvest_pir", Cost.LOCKED_CONTENDED);
      this.word = word;
    }

    /// Index of the word.
    public int word() {
      return word;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      if (machine.words.load(machine.pids.harvest(v, word)) != 0) {
        machine.words.store(
            machine.pids.harvest(v, word), machine.words.getAndSet(machine.pids.pir(v, word), 0));
      }
      return NEXT;
    }
  }

  /// S5: what was taken is merged into VIRR.
  public static class MergeVirr extends IntelStep {
    private final int word;

    /// @param word 0 to 3
    public MergeVirr(int word) {
      super("S5 merge VIRR[" + word + "]", "Linux __kvm_apic_update_irr", Cost.LOCKED);
      this.word = word;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long taken = machine.words.load(machine.pids.harvest(v, word));
      if (taken != 0) {
        machine.words.getAndOr(machine.vapics.virr(v, word), taken);
        machine.words.store(machine.pids.harvest(v, word), 0);
        int highest = word * 64 + 63 - Long.numberOfLeadingZeros(taken);
        machine.set(machine.vcpus.threadScratch(v), Registers.HIGHEST_NEW, highest);
      }
      return NEXT;
    }
  }

  /// S5: the highest pending vector of all.
  public static class FindHighest extends IntelStep {
    private final int word;
    private final boolean first;

    /// @param word 0 to 3
    /// @param first whether no higher word comes before
    public FindHighest(int word, boolean first) {
      super(
          "S5 highest in VIRR", "Linux kvm_lapic_find_highest_irr", first ? Cost.PLAIN : Cost.NONE);
      this.word = word;
      this.first = first;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int scratch = machine.vcpus.threadScratch(machine.numberOf(agent));
      if (first || machine.get(scratch, Registers.HIGHEST) == 0) {
        long requested = machine.words.load(machine.vapics.virr(machine.numberOf(agent), word));
        int highest = requested == 0 ? 0 : word * 64 + 63 - Long.numberOfLeadingZeros(requested);
        machine.set(scratch, Registers.HIGHEST, highest);
      }
      return NEXT;
    }
  }

  /// S6: with APICv the highest vector goes to RVI; without, a new highest one asks for injection.
  public static class Report extends IntelStep {
    /// The step as it is.
    public Report() {
      super("S6 set RVI", "Linux vmx_sync_pir_to_irr, vmx_set_rvi", Cost.PLAIN);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long scratch = machine.words.load(machine.vcpus.threadScratch(v));
      int highest = Registers.HIGHEST.get(scratch);
      boolean nested = machine.features().nested();
      if (!nested && machine.words.load(machine.vapics.apicvActive(v)) == 1) {
        machine.set(machine.vapics.status(v), VirtualApicBank.RVI, highest);
      } else if (highest != 0 && highest == Registers.HIGHEST_NEW.get(scratch)) {
        machine.words.getAndOr(machine.vcpus.requests(v), Request.EVENT);
      }
      machine.words.store(machine.vcpus.threadScratch(v), Registers.HIGHEST_NEW.set(scratch, 0));
      int back = machine.register(agent, Registers.SYNC_RETURN);
      machine.setRegister(agent, Registers.SYNC_RETURN, 0);
      return back;
    }
  }
}
