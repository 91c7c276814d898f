package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.Budget;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration.InterProcessorInterrupt;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// A vCPU in non-root mode: what the guest does between interrupts and in its handlers, and the
/// processor's IPI virtualization on its behalf (A9).
///
/// A guest that has taken an interrupt ends it and returns; apart from that it is free.
public final class Guest {
  private Guest() {}

  /// The guest's program.
  ///
  /// @param hooks adds how the processor posts an IPI by itself
  public static Program program(Assembly assembly, GuestHooks hooks) {
    Label boundary = new Label("guest");
    Label request = new Label("IPI virtualization");
    Program.Assembler assembler = assembly.assembler("guest");
    assembler.label(boundary).step(new Next(boundary, request)).label(request);
    hooks.virtualizeIpi(assembler, boundary);
    return assembler.assemble();
  }

  /// The guest's next instruction that matters.
  public static class Next extends X86Step {
    private final Label boundary;
    private final Label request;

    /// @param boundary this step
    /// @param request where IPI virtualization starts
    public Next(Label boundary, Label request) {
      super("guest instruction", "guest", KvmCost.GUEST_INSTRUCTION, Decision.GUEST_NEXT);
      this.boundary = boundary;
      this.request = request;
    }

    @Override
    public boolean optional(X86Machine machine, int agent) {
      int v = machine.numberOf(agent);
      return machine.get(machine.vcpus.guest(v), VcpuBank.PHASE) == 0 && !machine.timerEndsGuest(v);
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      int v = machine.numberOf(agent);
      long guest = machine.words.load(machine.vcpus.guest(v));
      int count = machine.timerEndsGuest(v) ? 1 : 0;
      if (VcpuBank.PHASE.get(guest) != 0) {
        return count + 1;
      }
      long budgets = machine.words.load(machine.vcpus.budgets(v));
      boolean enabled = VcpuBank.GUEST_IF.get(guest) == 1;
      count += Budget.of(Limit.HALTS).left(budgets) ? 1 : 0;
      count += Budget.of(Limit.EXITS).left(budgets) ? 1 : 0;
      count += Budget.of(Limit.USERSPACE_EXITS).left(budgets) ? 1 : 0;
      count += !enabled || Budget.of(Limit.MASKS).left(budgets) ? 1 : 0;
      count += Budget.of(Limit.PRIORITY_CHANGES).left(budgets) ? 1 : 0;
      count += canArm(machine, v, budgets) ? 1 : 0;
      return count + (Budget.of(Limit.IPIS).left(budgets) ? machine.interruptsFrom(v).length : 0);
    }

    private static int exitChoice(X86Machine machine, X86ExitReason reason) {
      return GuestChoice.EXIT.with(machine.ordinalOf(reason));
    }

    private static boolean canArm(X86Machine machine, int v, long budgets) {
      return Budget.of(Limit.TIMERS).left(budgets)
          && machine.configuration().vcpus().get(v).timerVector() != 0
          && machine.words.load(machine.vcpus.timer(v)) == 0;
    }

    @Override
    public int choice(X86Machine machine, int agent, int alternative) {
      int v = machine.numberOf(agent);
      long guest = machine.words.load(machine.vcpus.guest(v));
      int left = alternative;
      if (machine.timerEndsGuest(v) && left-- == 0) {
        return exitChoice(machine, X86ExitReason.PREEMPTION_TIMER);
      }
      if (VcpuBank.PHASE.get(guest) == 1) {
        return GuestChoice.END_OF_INTERRUPT.with(0);
      }
      if (VcpuBank.PHASE.get(guest) == 2) {
        return GuestChoice.RETURN.with(0);
      }
      long budgets = machine.words.load(machine.vcpus.budgets(v));
      if (Budget.of(Limit.HALTS).left(budgets) && left-- == 0) {
        return GuestChoice.HALT.with(0);
      }
      if (Budget.of(Limit.EXITS).left(budgets) && left-- == 0) {
        return exitChoice(machine, X86ExitReason.CPUID);
      }
      if (Budget.of(Limit.USERSPACE_EXITS).left(budgets) && left-- == 0) {
        return exitChoice(machine, X86ExitReason.IO_INSTRUCTION);
      }
      boolean enabled = VcpuBank.GUEST_IF.get(guest) == 1;
      if ((!enabled || Budget.of(Limit.MASKS).left(budgets)) && left-- == 0) {
        return (enabled ? GuestChoice.MASK : GuestChoice.UNMASK).with(0);
      }
      if (Budget.of(Limit.PRIORITY_CHANGES).left(budgets) && left-- == 0) {
        int priority = machine.get(machine.vapics.status(v), VirtualApicBank.VTPR);
        return GuestChoice.SET_TPR.with(priority == 0 ? 0xF0 : 0);
      }
      if (canArm(machine, v, budgets) && left-- == 0) {
        return GuestChoice.ARM_TIMER.with(machine.configuration().vcpus().get(v).timerVector());
      }
      InterProcessorInterrupt interrupt = machine.interruptsFrom(v)[left];
      return GuestChoice.SEND_IPI.with(interrupt.to() << 8 | interrupt.vector());
    }

    @Override
    public String describe(X86Machine machine, int agent, int choice) {
      int operand = GuestChoice.operand(choice);
      return switch (GuestChoice.of(choice)) {
        case HALT -> "HLT";
        case SEND_IPI ->
            "IPI vector " + Integer.toHexString(operand & 0xFF) + "h to vCPU " + (operand >>> 8);
        case EXIT -> "exit " + machine.architecture().exitReasons().get(operand);
        case MASK -> "CLI";
        case UNMASK -> "STI";
        case SET_TPR -> "TPR := " + Integer.toHexString(operand) + "h";
        case END_OF_INTERRUPT -> "EOI";
        case RETURN -> "IRET";
        case ARM_TIMER -> "arm timer";
      };
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int operand = GuestChoice.operand(choice);
      switch (GuestChoice.of(choice)) {
        case HALT -> {
          machine.spend(machine.vcpus.budgets(v), Limit.HALTS);
          exit(machine, agent, v, X86ExitReason.HLT, 0);
        }
        case EXIT -> {
          X86ExitReason reason = machine.exitReason(operand);
          boolean userspace = reason == X86ExitReason.IO_INSTRUCTION;
          if (reason != X86ExitReason.PREEMPTION_TIMER) {
            machine.spend(
                machine.vcpus.budgets(v), userspace ? Limit.USERSPACE_EXITS : Limit.EXITS);
          }
          machine.set(machine.vcpus.threadScratch(v), Registers.OPERAND, 0);
          machine.exitGuest(agent, machine.taskCpu(v), v, operand, 0);
        }
        case MASK -> {
          machine.spend(machine.vcpus.budgets(v), Limit.MASKS);
          machine.set(machine.vcpus.guest(v), VcpuBank.GUEST_IF, 0);
        }
        case UNMASK -> {
          machine.set(machine.vcpus.guest(v), VcpuBank.GUEST_IF, 1);
          machine.signal(machine.processorAgent(machine.taskCpu(v)));
        }
        case SET_TPR -> setPriority(machine, agent, v, operand);
        case END_OF_INTERRUPT -> endOfInterrupt(machine, agent, v);
        case RETURN -> {
          long guest = VcpuBank.PHASE.set(machine.words.load(machine.vcpus.guest(v)), 0);
          machine.words.store(machine.vcpus.guest(v), VcpuBank.GUEST_IF.set(guest, 1));
          machine.signal(machine.processorAgent(machine.taskCpu(v)));
        }
        case ARM_TIMER -> {
          machine.spend(machine.vcpus.budgets(v), Limit.TIMERS);
          exit(machine, agent, v, X86ExitReason.MSR_WRITE, choice);
        }
        case SEND_IPI -> {
          machine.spend(machine.vcpus.budgets(v), Limit.IPIS);
          machine.noteCaused(operand >>> 8, operand & 0xFF);
          if (!machine.virtualizesIpis(v) && !machine.features().nested()) {
            exit(machine, agent, v, machine.apicExit(), choice);
          } else {
            long registers = VirtualApicBank.IPI_TARGET.set(0, operand >>> 8);
            registers = VirtualApicBank.IPI_VECTOR.set(registers, operand & 0xFF);
            machine.words.store(machine.vapics.guestRegisters(v), registers);
            return request.pc();
          }
        }
      }
      return boundary.pc();
    }

    private static void exit(
        X86Machine machine, int agent, int v, X86ExitReason reason, int operand) {
      machine.set(machine.vcpus.threadScratch(v), Registers.OPERAND, operand);
      machine.exitGuest(agent, machine.taskCpu(v), v, reason, 0);
    }

    private static void endOfInterrupt(X86Machine machine, int agent, int v) {
      machine.set(machine.vcpus.guest(v), VcpuBank.PHASE, 2);
      if (machine.get(machine.vapics.vmcs(v), VirtualApicBank.VIRTUAL_DELIVERY) == 0) {
        exit(machine, agent, v, machine.apicExit(), GuestChoice.END_OF_INTERRUPT.with(0));
        return;
      }
      int vector = machine.virtualizeEndOfInterrupt(agent, v);
      if (vector >= 0) {
        machine.exitGuest(agent, machine.taskCpu(v), v, X86ExitReason.EOI_INDUCED, vector);
      } else {
        machine.signal(machine.processorAgent(machine.taskCpu(v)));
      }
    }

    private static void setPriority(X86Machine machine, int agent, int v, int priority) {
      machine.spend(machine.vcpus.budgets(v), Limit.PRIORITY_CHANGES);
      machine.set(machine.vapics.status(v), VirtualApicBank.VTPR, priority);
      long vmcs = machine.words.load(machine.vapics.vmcs(v));
      if (VirtualApicBank.VIRTUAL_DELIVERY.get(vmcs) == 1) {
        machine.virtualizePriority(v);
        machine.signal(machine.processorAgent(machine.taskCpu(v)));
      } else if (machine.priorityExits(v, priority)) {
        exit(machine, agent, v, X86ExitReason.TPR_BELOW_THRESHOLD, 0);
      }
    }
  }
}
