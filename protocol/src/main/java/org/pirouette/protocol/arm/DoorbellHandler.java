package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// `vgic_v4_doorbell_handler`: something is pending for a vPE that is not resident. Its vCPU is
/// told as for any other interrupt.
public final class DoorbellHandler {
  final Label entry = new Label("vgic_v4_doorbell_handler");

  DoorbellHandler() {}

  /// Adds the steps; they end at `tell`.
  void addTo(Program.Assembler assembler, Gic gic, Label leave, Label tell) {
    assembler.label(entry);
    if (gic == Gic.V4_0) {
      assembler.step(new Disable());
    }
    assembler
        .step(new Lock())
        .step(new SetPendingLast())
        .step(new Unlock())
        .step(new Tell(leave, tell));
  }

  /// The vPE whose doorbell a handler serves.
  static int vpe(ArmMachine machine, int agent) {
    return machine.register(agent, Registers.EXIT_VECTOR) - HostIrq.FIRST_DOORBELL;
  }

  /// GICv4.0: one doorbell is enough.
  public static class Disable extends ArmStep {
    /// The step as it is.
    public Disable() {
      super(
          "doorbell off",
          "Linux vgic_v4_doorbell_handler, disable_irq_nosync",
          ArmCost.ITS_COMMAND);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.words.store(machine.vpes.doorbell(vpe(machine, agent)), 0);
      return NEXT;
    }
  }

  /// The lock that put and moves hold too.
  public static class Lock extends ArmStep {
    /// The step as it is.
    public Lock() {
      super(
          "handler: lock vpe_lock",
          "Linux vgic_v4_doorbell_handler",
          Cost.LOCKED_CONTENDED,
          Decision.SPIN);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return machine.words.load(machine.vpes.lock(vpe(machine, agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.lock(machine.vpes.lock(vpe(machine, agent)), agent);
      return NEXT;
    }
  }

  /// Releases it.
  public static class Unlock extends ArmStep {
    /// The step as it is.
    public Unlock() {
      super("handler: unlock vpe_lock", "Linux vgic_v4_doorbell_handler", Cost.LOCKED);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.unlock(machine.vpes.lock(vpe(machine, agent)));
      return NEXT;
    }
  }

  /// The vPE has something pending.
  public static class SetPendingLast extends ArmStep {
    /// The step as it is.
    public SetPendingLast() {
      super("pending_last := 1", "Linux vgic_v4_doorbell_handler", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.words.store(machine.vpes.pendingLast(vpe(machine, agent)), 1);
      return NEXT;
    }
  }

  /// Request and kick.
  public static class Tell extends ArmStep {
    private final Label leave;
    private final Label tell;

    /// @param leave return from interrupt
    /// @param tell the end of an injection
    public Tell(Label leave, Label tell) {
      super("tell vCPU", "Linux vgic_v4_doorbell_handler, kvm_vcpu_kick", Cost.PLAIN);
      this.leave = leave;
      this.tell = tell;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      return VgicInject.call(machine, agent, vpe(machine, agent), 0, leave, tell);
    }
  }
}
