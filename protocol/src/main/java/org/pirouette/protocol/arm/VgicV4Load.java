package org.pirouette.protocol.arm;

import org.pirouette.model.arm.Vpendbaser;
import org.pirouette.protocol.kvm.Fault;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;

/// `vgic_v4_load`: the doorbell follows the vCPU to this pCPU, which moves the vPE (VMOVP), and the
/// vPE becomes resident. Preemption is off.
public final class VgicV4Load {
  private VgicV4Load() {}

  /// Adds the steps.
  ///
  /// @param done where to go on; the steps end there as well
  static void addTo(Program.Assembler assembler, ArmFeatures features, Label done) {
    Label lock = new Label("vpe_to_cpuid_lock");
    Label resident = new Label("its_make_vpe_resident");
    assembler.step(new Classify(done)).step(new NeedsMove(resident)).label(lock);
    assembler.step(new VpeLock.Lock());
    for (int i = 0; i < features.services(); i++) {
      assembler.step(new MoveVpe(i));
    }
    assembler.step(new Sync()).step(new MoveDoorbell()).step(new VpeLock.Unlock()).label(resident);
    if (features.gic() == Gic.V4_0) {
      assembler.step(new DisableDoorbell());
    }
    assembler.step(new ClearPendingLast()).step(new MakeResident());
    if (features.gic() == Gic.V4_0) {
      assembler.step(new ClearDoorbell());
    }
  }

  /// A vPE that is resident already, or whose vCPU is in WFI, stays as it is.
  public static class Classify extends ArmStep {
    private final Label done;

    /// @param done the end of the load
    public Classify(Label done) {
      super("resident, or in WFI?", "Linux vgic_v4_load", Cost.PLAIN);
      this.done = done;
    }

    /// The end of the load.
    public int done() {
      return done.pc();
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      long state = machine.words.load(machine.vpes.state(machine.numberOf(agent)));
      boolean stays = VpeBank.RESIDENT.get(state) == 1 || VpeBank.IN_WFI.get(state) == 1;
      return stays ? done.pc() : NEXT;
    }
  }

  /// A vPE that was on this pCPU last need not move; nor need one whose redistributors share their
  /// vPE table.
  public static class NeedsMove extends ArmStep {
    private final Label resident;

    /// @param resident where to go on without a move
    public NeedsMove(Label resident) {
      super("other pCPU?", "Linux its_vpe_set_affinity", Cost.PLAIN);
      this.resident = resident;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int column = (int) machine.words.load(machine.vpes.column(machine.numberOf(agent)));
      boolean stays = column == machine.processorOf(agent) || machine.features().sharedTable();
      return stays ? resident.pc() : NEXT;
    }
  }

  /// VMOVP at one ITS, if the vPE is mapped there.
  public static class MoveVpe extends ArmStep {
    private final int service;

    /// @param service the ITS
    public MoveVpe(int service) {
      super("VMOVP at ITS " + service, "Linux its_send_vmovp", ArmCost.ITS_COMMAND);
      this.service = service;
    }

    /// The ITS.
    public int service() {
      return service;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      if (isMapped(machine, machine.numberOf(agent))) {
        move(machine, agent);
      }
      return NEXT;
    }

    /// Whether the vPE is mapped at this ITS.
    public boolean isMapped(ArmMachine machine, int v) {
      return (machine.words.load(machine.vpes.mapped(v)) >>> service & 1) == 1;
    }

    /// Sends the command.
    public void move(ArmMachine machine, int agent) {
      int v = machine.numberOf(agent);
      if (!isMapped(machine, v)) {
        machine.note(Fault.MOVED_UNMAPPED);
        return;
      }
      machine.words.store(machine.vpes.target(service, v), machine.processorOf(agent));
      machine.mark(agent, Mark.RELOCATED, v, machine.processorOf(agent));
    }
  }

  /// VSYNC: the ITSs have done the move, and what they translated before has arrived.
  public static class Sync extends ArmStep {
    /// The step as it is.
    public Sync() {
      super(
          "VSYNC", "Linux its_send_vmovp, its_build_vsync_cmd", ArmCost.ITS_COMMAND, Decision.SPIN);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return machine.translatedFor(machine.numberOf(agent)) ? 0 : 1;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      return NEXT;
    }
  }

  /// The doorbell LPI follows, with its pending state (GICv4.0).
  public static class MoveDoorbell extends ArmStep {
    /// The step as it is.
    public MoveDoorbell() {
      super("move doorbell", "Linux its_vpe_db_proxy_move", ArmCost.ITS_COMMAND);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.processorOf(agent);
      int before = (int) machine.words.load(machine.vpes.column(v));
      if (machine.retract(before, HostIrq.doorbell(v))) {
        machine.raise(p, HostIrq.doorbell(v));
      }
      machine.words.store(machine.vpes.column(v), p);
      return NEXT;
    }
  }

  /// GICv4.0: the doorbell is off while the vPE is resident.
  public static class DisableDoorbell extends ArmStep {
    /// The step as it is.
    public DisableDoorbell() {
      super("doorbell off", "Linux its_make_vpe_resident, disable_irq_nosync", ArmCost.ITS_COMMAND);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.words.store(machine.vpes.doorbell(machine.numberOf(agent)), 0);
      return NEXT;
    }
  }

  /// Nothing is known to be pending any more: the redistributor looks itself.
  public static class ClearPendingLast extends ArmStep {
    /// The step as it is.
    public ClearPendingLast() {
      super("pending_last := 0", "Linux its_vpe_schedule", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.words.store(machine.vpes.pendingLast(machine.numberOf(agent)), 0);
      return NEXT;
    }
  }

  /// R2: Valid := 1.
  public static class MakeResident extends ArmStep {
    /// The step as it is.
    public MakeResident() {
      super("R2 Valid := 1", "Linux its_vpe_schedule, its_vpe_4_1_schedule", ArmCost.GIC_MMIO);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long value = RedistributorBank.VPE.set(Vpendbaser.VALID, v);
      if (machine.features().gic() == Gic.V4_0) {
        value |= Vpendbaser.PENDING_LAST; // RES1 on this change
      }
      machine.writeVpendbaser(machine.processorOf(agent), value);
      machine.set(machine.vpes.state(v), VpeBank.RESIDENT, 1);
      return NEXT;
    }
  }

  /// GICv4.0: a doorbell that rang before is stale now.
  public static class ClearDoorbell extends ArmStep {
    /// The step as it is.
    public ClearDoorbell() {
      super("clear doorbell", "Linux vgic_v4_load, irq_set_irqchip_state", ArmCost.ITS_COMMAND);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int p = machine.processorOf(agent);
      machine.retract(p, HostIrq.doorbell(machine.numberOf(agent)));
      return NEXT;
    }
  }
}
