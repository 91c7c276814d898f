package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.Budget;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration.InterProcessorInterrupt;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;

/// A vCPU in its guest: what it does between interrupts and in its handlers. A guest that has taken
/// an interrupt ends it and returns; apart from that it is free.
public final class ArmGuest {
  private ArmGuest() {}

  static Program program(Assembly assembly) {
    return assembly.assembler("guest").step(new Next()).assemble();
  }

  /// The guest's next instruction that matters.
  public static class Next extends ArmStep {
    /// The step as it is.
    public Next() {
      super("guest instruction", "guest", KvmCost.GUEST_INSTRUCTION, Decision.GUEST_NEXT);
    }

    @Override
    public boolean optional(ArmMachine machine, int agent) {
      return !inHandler(machine.words.load(machine.vcpus.guest(machine.numberOf(agent))));
    }

    private static boolean inHandler(long guest) {
      int phase = VcpuBank.PHASE.get(guest);
      return phase != 0 && phase != Wfi.IN_GUEST;
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      int v = machine.numberOf(agent);
      long guest = machine.words.load(machine.vcpus.guest(v));
      if (inHandler(guest)) {
        return 1;
      }
      if (machine.waitsInGuest(v)) {
        return 0;
      }
      long budgets = machine.words.load(machine.vcpus.budgets(v));
      int count = Budget.of(Limit.HALTS).left(budgets) ? 1 : 0;
      count += Budget.of(Limit.EXITS).left(budgets) ? 1 : 0;
      count += Budget.of(Limit.USERSPACE_EXITS).left(budgets) ? 1 : 0;
      count += masks(guest, budgets) ? 1 : 0;
      count += canArm(machine, v, budgets) ? 1 : 0;
      return count + (Budget.of(Limit.IPIS).left(budgets) ? machine.interruptsFrom(v).length : 0);
    }

    private static boolean masks(long guest, long budgets) {
      return VcpuBank.GUEST_IF.get(guest) == 0 || Budget.of(Limit.MASKS).left(budgets);
    }

    private static boolean canArm(ArmMachine machine, int v, long budgets) {
      return Budget.of(Limit.TIMERS).left(budgets)
          && machine.configuration().vcpus().get(v).timerVector() != 0
          && machine.words.load(machine.vcpus.timer(v)) == 0;
    }

    @Override
    public int choice(ArmMachine machine, int agent, int alternative) {
      int v = machine.numberOf(agent);
      long guest = machine.words.load(machine.vcpus.guest(v));
      if (inHandler(guest)) {
        boolean serving = VcpuBank.PHASE.get(guest) == 1;
        return (serving ? GuestChoice.END_OF_INTERRUPT : GuestChoice.RETURN).with(0);
      }
      long budgets = machine.words.load(machine.vcpus.budgets(v));
      int left = alternative;
      if (Budget.of(Limit.HALTS).left(budgets) && left-- == 0) {
        return GuestChoice.HALT.with(0);
      }
      if (Budget.of(Limit.EXITS).left(budgets) && left-- == 0) {
        return GuestChoice.EXIT.with(ArmExitReason.HVC64.ordinal());
      }
      if (Budget.of(Limit.USERSPACE_EXITS).left(budgets) && left-- == 0) {
        return GuestChoice.EXIT.with(ArmExitReason.DABT_LOW.ordinal());
      }
      if (masks(guest, budgets) && left-- == 0) {
        boolean on = VcpuBank.GUEST_IF.get(guest) == 1;
        return (on ? GuestChoice.MASK : GuestChoice.UNMASK).with(0);
      }
      if (canArm(machine, v, budgets) && left-- == 0) {
        return GuestChoice.ARM_TIMER.with(machine.configuration().vcpus().get(v).timerVector());
      }
      InterProcessorInterrupt interrupt = machine.interruptsFrom(v)[left];
      return GuestChoice.SEND_IPI.with(interrupt.to() << 8 | interrupt.vector());
    }

    @Override
    public String describe(ArmMachine machine, int agent, int choice) {
      int operand = GuestChoice.operand(choice);
      return switch (GuestChoice.of(choice)) {
        case HALT -> "WFI";
        case SEND_IPI ->
            "IPI " + Integer.toHexString(operand & 0xFF) + "h to vCPU " + (operand >>> 8);
        case EXIT -> "exit " + ArmExitReason.values()[operand];
        case MASK -> "PSTATE.I := 1";
        case UNMASK -> "PSTATE.I := 0";
        case SET_TPR -> "ICC_PMR_EL1 := " + Integer.toHexString(operand) + "h";
        case END_OF_INTERRUPT -> "ICC_EOIR1_EL1";
        case RETURN -> "ERET";
        case ARM_TIMER -> "arm timer";
      };
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int operand = GuestChoice.operand(choice);
      int budgets = machine.vcpus.budgets(v);
      if (machine.mayWaitInGuest()
          && machine.get(machine.vcpus.guest(v), VcpuBank.PHASE) == Wfi.IN_GUEST) {
        machine.set(machine.vcpus.guest(v), VcpuBank.PHASE, 0); // WFI is over
      }
      switch (GuestChoice.of(choice)) {
        case HALT -> {
          machine.spend(budgets, Limit.HALTS);
          if (machine.get(machine.vpes.state(v), VpeBank.WFI_UNTRAPPED) == 1) {
            machine.set(machine.vcpus.guest(v), VcpuBank.PHASE, Wfi.IN_GUEST);
            return 0;
          }
          exit(machine, agent, v, ArmExitReason.WFx, 0);
        }
        case EXIT -> {
          ArmExitReason reason = ArmExitReason.values()[operand];
          boolean userspace = reason == ArmExitReason.DABT_LOW;
          machine.spend(budgets, userspace ? Limit.USERSPACE_EXITS : Limit.EXITS);
          exit(machine, agent, v, reason, 0);
        }
        case MASK -> {
          machine.spend(budgets, Limit.MASKS);
          machine.set(machine.vcpus.guest(v), VcpuBank.GUEST_IF, 0);
        }
        case UNMASK -> {
          machine.set(machine.vcpus.guest(v), VcpuBank.GUEST_IF, 1);
          machine.signal(machine.processorAgent(machine.taskCpu(v)));
        }
        case SET_TPR -> machine.spend(budgets, Limit.PRIORITY_CHANGES);
        case END_OF_INTERRUPT -> endOfInterrupt(machine, agent, v);
        case RETURN -> {
          long guest = VcpuBank.PHASE.set(machine.words.load(machine.vcpus.guest(v)), 0);
          machine.words.store(machine.vcpus.guest(v), VcpuBank.GUEST_IF.set(guest, 1));
          machine.signal(machine.processorAgent(machine.taskCpu(v)));
        }
        case ARM_TIMER -> {
          machine.spend(budgets, Limit.TIMERS);
          machine.words.store(machine.vcpus.timer(v), ArmTimer.INTERRUPT.set(0, operand));
          machine.signal(machine.timerAgent(v));
        }
        case SEND_IPI -> {
          machine.spend(budgets, Limit.IPIS);
          machine.noteCaused(operand >>> 8, operand & 0xFF);
          exit(machine, agent, v, ArmExitReason.SYS64, choice);
        }
      }
      return 0;
    }

    private static void exit(
        ArmMachine machine, int agent, int v, ArmExitReason reason, int operand) {
      machine.set(machine.vcpus.threadScratch(v), Registers.OPERAND, operand);
      machine.exitGuest(agent, machine.taskCpu(v), v, reason, 0);
    }

    /// The running priority drops, and a list register becomes free. Neither exits, unless KVM
    /// asked to be told when the list registers run empty.
    private static void endOfInterrupt(ArmMachine machine, int agent, int v) {
      machine.set(machine.vcpus.guest(v), VcpuBank.PHASE, 2);
      long control = machine.words.load(machine.vgics.control(v));
      machine.mark(agent, Mark.EOI, v, VgicBank.ACTIVE.get(control));
      long ended = VgicBank.FROM_LIST.set(VgicBank.ACTIVE.set(control, 0), 0);
      machine.words.store(machine.vgics.control(v), ended);
      if (VgicBank.UNDERFLOW.get(control) == 1 && machine.listed(v) <= 1) {
        machine.raise(machine.taskCpu(v), HostIrq.MAINTENANCE);
      }
    }
  }
}
