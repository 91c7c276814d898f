package org.pirouette.protocol.arm;

import org.pirouette.model.arm.Vpendbaser;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// A redistributor at work on a virtual pending table while GICR_VPENDBASER.Dirty is 1: the scan
/// when a vPE comes in (R3), the write-back when it goes out (D3).
public final class Redistributor {
  private Redistributor() {}

  static Program program(Assembly assembly) {
    Label idle = new Label("redistributor idle");
    Label scan = new Label("scan");
    return assembly
        .assembler("redistributor")
        .label(idle)
        .step(new WriteBack(scan))
        .step(new Finish(idle))
        .label(scan)
        .step(new Scan(idle))
        .assemble();
  }

  /// The vPE goes out: what is pending goes to memory; PendingLast says whether that is anything,
  /// unless it was written 1; and a requested doorbell is armed if it is nothing. All as one: an
  /// interrupt that comes meanwhile counts as before or as after.
  public static class WriteBack extends ArmStep {
    private final Label scan;

    /// @param scan what is done instead if a vPE comes in
    public WriteBack(Label scan) {
      super(
          "D3 PendingLast, arm doorbell",
          "GICR_VPENDBASER; Linux its_vpe_deschedule",
          ArmCost.PENDING_TABLE,
          Decision.WAIT);
      this.scan = scan;
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return machine.isDirty(machine.numberOf(agent)) ? 1 : 0;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      long register = machine.words.load(machine.redistributors.vpendbaser(p));
      if ((register & Vpendbaser.VALID) != 0) {
        return scan.pc();
      }
      long result = writeBack(machine, p, register);
      boolean asked = (register & RedistributorBank.DOORBELL) != 0;
      if (asked && (result & Vpendbaser.PENDING_LAST) == 0) {
        machine.words.store(machine.vpes.armed(RedistributorBank.VPE.get(register)), 1);
      }
      machine.words.store(machine.redistributors.vpendbaser(p), result);
      return NEXT;
    }

    /// The pending table gets what the redistributor has.
    ///
    /// @return the register with PendingLast
    public static long writeBack(ArmMachine machine, int p, long register) {
      int v = RedistributorBank.VPE.get(register);
      boolean pending = false;
      for (int i : machine.usedWords()) {
        long cache = machine.words.getAndSet(machine.vpes.cache(v, i), 0);
        long table = machine.words.getAndOr(machine.vpes.table(v, i), cache);
        pending |= (table | cache) != 0;
      }
      return pending ? register | Vpendbaser.PENDING_LAST : register;
    }
  }

  /// Dirty reads 0: PendingLast counts.
  public static class Finish extends ArmStep {
    private final Label idle;

    /// @param idle where the redistributor waits
    public Finish(Label idle) {
      super("D3 Dirty := 0", "GICR_VPENDBASER.Dirty", Cost.NONE);
      this.idle = idle;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      finish(machine, agent, p);
      return idle.pc();
    }

    /// Clears Dirty, and tells who may wait for it.
    public static void finish(ArmMachine machine, int agent, int p) {
      machine.words.getAndAnd(machine.redistributors.vpendbaser(p), ~Vpendbaser.DIRTY);
      machine.signal((int) machine.words.load(machine.pcpus.context(p)));
      machine.signal(machine.processorAgent(p));
    }
  }

  /// The vPE comes in: its pending table is parsed, a doorbell is not armed any more.
  public static class Scan extends ArmStep {
    private final Label idle;

    /// @param idle where the redistributor waits
    public Scan(Label idle) {
      super("R3 scan pending table", "GICR_VPENDBASER.Valid 0 to 1", ArmCost.PENDING_TABLE);
      this.idle = idle;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      int v = machine.get(machine.redistributors.vpendbaser(p), RedistributorBank.VPE);
      for (int i : machine.usedWords()) {
        long table = machine.words.getAndSet(machine.vpes.table(v, i), 0);
        machine.words.getAndOr(machine.vpes.cache(v, i), table);
      }
      machine.words.store(machine.vpes.armed(v), 0);
      Finish.finish(machine, agent, p);
      return idle.pc();
    }
  }
}
