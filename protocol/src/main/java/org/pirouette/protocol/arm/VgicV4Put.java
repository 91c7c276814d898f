package org.pirouette.protocol.arm;

import org.pirouette.model.arm.Vpendbaser;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// `vgic_v4_put`: the vPE is not resident any more. If its vCPU is in WFI, a doorbell is to tell of
/// its next interrupt. Preemption is off.
public final class VgicV4Put {
  private VgicV4Put() {}

  /// Adds the steps.
  ///
  /// @param done where to go on; the steps end there as well
  static void addTo(Program.Assembler assembler, ArmFeatures features, Label done) {
    assembler.step(new Classify(done));
    if (features.gic() == Gic.V4_0) {
      assembler.step(new EnableDoorbell());
    }
    assembler
        .step(new Lock())
        .step(new AwaitParsed())
        .step(new MakeNonResident())
        .step(new ReadPendingLast())
        .step(new Unlock());
  }

  /// The doorbell's handler stays out until `pending_last` has its value. KVM takes this lock on
  /// GICv4.1; on GICv4.0 it does not, see the page on the protocol.
  public static class Lock extends VpeLock.Lock {
    /// The step as it is.
    public Lock() {}
  }

  /// The handler may note again what it has to.
  public static class Unlock extends VpeLock.Unlock {
    /// The step as it is.
    public Unlock() {}
  }

  /// Nothing to do for a vPE that is not resident.
  public static class Classify extends ArmStep {
    private final Label done;

    /// @param done the end of the put
    public Classify(Label done) {
      super("resident?", "Linux vgic_v4_put", Cost.PLAIN);
      this.done = done;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int state = machine.vpes.state(machine.numberOf(agent));
      return machine.get(state, VpeBank.RESIDENT) == 0 ? done.pc() : NEXT;
    }
  }

  /// GICv4.0: the doorbell of a vCPU in WFI is on before the vPE goes out, so that none is missed.
  public static class EnableDoorbell extends ArmStep {
    /// The step as it is.
    public EnableDoorbell() {
      super(
          "doorbell on if in WFI",
          "Linux its_make_vpe_non_resident, enable_irq",
          ArmCost.ITS_COMMAND);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      if (machine.get(machine.vpes.state(v), VpeBank.IN_WFI) == 1) {
        machine.words.store(machine.vpes.doorbell(v), 1);
        machine.signal(machine.processorAgent(machine.processorOf(agent)));
      }
      return NEXT;
    }
  }

  /// D1: Valid must not be cleared while the pending table is parsed.
  public static class AwaitParsed extends ArmStep {
    /// The step as it is.
    public AwaitParsed() {
      super(
          "D1 wait for Dirty = 0", "Linux its_clear_vpend_valid", ArmCost.GIC_MMIO, Decision.SPIN);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return machine.isDirty(machine.processorOf(agent)) ? 0 : 1;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      return NEXT;
    }
  }

  /// D2: Valid := 0. GICv4.1 says with it whether a doorbell is wanted; if not, PendingLast need
  /// not be computed.
  public static class MakeNonResident extends ArmStep {
    /// The step as it is.
    public MakeNonResident() {
      super("D2 Valid := 0", "Linux its_vpe_deschedule, its_vpe_4_1_deschedule", ArmCost.GIC_MMIO);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long value = RedistributorBank.VPE.set(0, v);
      if (machine.features().gic() == Gic.V4_1) {
        boolean waits = machine.get(machine.vpes.state(v), VpeBank.IN_WFI) == 1;
        value |= waits ? RedistributorBank.DOORBELL : Vpendbaser.PENDING_LAST;
      }
      machine.writeVpendbaser(machine.processorOf(agent), value);
      return NEXT;
    }
  }

  /// D4: with Dirty = 0 PendingLast counts, and KVM takes it over.
  public static class ReadPendingLast extends ArmStep {
    /// The step as it is.
    public ReadPendingLast() {
      super(
          "D4 pending_last := PendingLast",
          "Linux its_vpe_deschedule",
          ArmCost.GIC_MMIO,
          Decision.SPIN);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return machine.isDirty(machine.processorOf(agent)) ? 0 : 1;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.processorOf(agent);
      int register = machine.redistributors.vpendbaser(p);
      long before = machine.words.getAndAnd(register, 0);
      boolean pending = (before & Vpendbaser.PENDING_LAST) != 0;
      machine.words.store(machine.vpes.pendingLast(v), pending ? 1 : 0);
      int state = machine.vpes.state(v);
      machine.set(state, VpeBank.RESIDENT, 0);
      machine.set(state, VpeBank.READY, 0);
      return NEXT;
    }
  }
}
