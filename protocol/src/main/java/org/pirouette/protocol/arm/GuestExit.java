package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// What follows an exit: mode, list registers, interrupts on - the host takes what made the guest
/// exit then - and the handling of traps.
public final class GuestExit {
  private final ThreadLabels labels;
  private final Label wait = new Label("kvm_handle_wfx");
  private final Label sgi = new Label("vgic_v3_dispatch_sgi");
  private final Label other = new Label("other exit");

  GuestExit(ThreadLabels labels) {
    this.labels = labels;
  }

  void addTo(Program.Assembler assembler, int[] usedWords) {
    assembler.label(labels.exited).step(new SetOutside());
    for (int word : usedWords) {
      assembler.step(new GuestEntry.Sync(word));
    }
    assembler
        .step(new EnableInterrupts())
        .step(new Handle())
        .label(wait)
        .step(new Wait(labels.run))
        .label(sgi)
        .step(new SendSgi(labels.run, labels.post))
        .label(other)
        .step(new Other(labels.run));
  }

  /// Whoever injects need not send an interrupt any more.
  public static class SetOutside extends ArmStep {
    /// The step as it is.
    public SetOutside() {
      super("mode := OUTSIDE", "Linux kvm_arch_vcpu_ioctl_run", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.words.store(machine.vcpus.mode(machine.numberOf(agent)), Mode.OUTSIDE_GUEST);
      return NEXT;
    }
  }

  /// Interrupts and preemption are on: what is pending is taken now.
  public static class EnableInterrupts extends ArmStep {
    /// The step as it is.
    public EnableInterrupts() {
      super("interrupts on", "Linux local_irq_enable, preempt_enable", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      return machine.enableAndGoOn(agent, machine.nextPc(agent));
    }
  }

  /// Dispatch by exit reason.
  public final class Handle extends ArmStep {
    Handle() {
      super("dispatch exit", "Linux handle_exit", KvmCost.EXIT_HANDLER_EXTERNAL_INTERRUPT);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      ArmExitReason reason = ArmExitReason.values()[machine.register(agent, Registers.EXIT_REASON)];
      machine.setRegister(agent, Registers.EXIT_REASON, 0);
      int operand = machine.get(machine.scratch(agent), Registers.OPERAND);
      return switch (reason) {
        case IRQ -> labels.run.pc();
        case WFx -> wait.pc();
        case SYS64 -> (GuestChoice.of(operand) == GuestChoice.SEND_IPI ? sgi : other).pc();
        case DABT_LOW -> labels.userspace.pc();
        case IABT_LOW, HVC64, OTHER -> other.pc();
      };
    }
  }

  /// WFI: the vCPU waits, whatever it masks.
  public static class Wait extends ArmStep {
    private final Label run;

    /// @param run the loop, which blocks
    public Wait(Label run) {
      super("WFI: wait", "Linux kvm_handle_wfx", ArmCost.EXIT_HANDLER_WFX);
      this.run = run;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.set(machine.vcpus.guest(machine.numberOf(agent)), VcpuBank.HALTED, 1);
      return run.pc();
    }
  }

  /// A write of ICC_SGI1R_EL1 traps, and injects into another vCPU.
  public static class SendSgi extends ArmStep {
    private final Label run;
    private final Label post;

    /// @param run the loop
    /// @param post the injection
    public SendSgi(Label run, Label post) {
      super("ICC_SGI1R_EL1 write", "Linux vgic_v3_dispatch_sgi", ArmCost.EXIT_HANDLER_SGI);
      this.run = run;
      this.post = post;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int operand = GuestChoice.operand(machine.get(machine.scratch(agent), Registers.OPERAND));
      machine.set(machine.scratch(agent), Registers.OPERAND, 0);
      return VgicInject.call(machine, agent, operand >>> 8, operand & 0xFF, run, post);
    }
  }

  /// Any other exit is handled without effect here.
  public static class Other extends ArmStep {
    private final Label run;

    /// @param run the loop
    public Other(Label run) {
      super("handle exit", "Linux handle_trap_exceptions", KvmCost.EXIT_HANDLER_OTHER);
      this.run = run;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.set(machine.scratch(agent), Registers.OPERAND, 0);
      return run.pc();
    }
  }
}
