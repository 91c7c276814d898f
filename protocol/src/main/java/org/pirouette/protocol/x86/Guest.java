package org.pirouette.protocol.x86;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.model.intel.VectorBitmap;
import org.pirouette.protocol.intel.Nested;
import org.pirouette.protocol.intel.VirtualInterrupt;
import org.pirouette.protocol.kvm.MachineConfiguration.InterProcessorInterrupt;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Assembly;
import org.pirouette.protocol.step.Budget;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Limit;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.step.Words;

/// A vCPU in non-root mode: what the guest does between interrupts and in its handlers, and the
/// processor's IPI virtualization on its behalf (A9).
///
/// A guest that has taken an interrupt ends it and returns; apart from that it is free.
public final class Guest {
  private Guest() {}

  public static Program program(Assembly assembly) {
    Label boundary = new Label("guest");
    Label request = new Label("IPI virtualization");
    Program.Assembler assembler = assembly.assembler("guest");
    assembler.label(boundary).step(new Next(boundary, request)).label(request);
    if (assembly.configuration().features().nested()) {
      assembler.step(new Nested.SetRequest()).step(new Nested.SetOutstanding(boundary));
    } else {
      assembler
          .step(new RequestIpi())
          .step(new MarkOutstanding(boundary))
          .step(new SendNotification(boundary));
    }
    return assembler.assemble();
  }

  /// The guest's next instruction that matters.
  public static class Next extends Step {
    private final Label boundary;
    private final Label request;

    /// @param boundary this step
    /// @param request where IPI virtualization starts
    public Next(Label boundary, Label request) {
      super("guest instruction", "guest", Cost.GUEST_INSTRUCTION, Decision.GUEST_NEXT);
      this.boundary = boundary;
      this.request = request;
    }

    @Override
    public boolean optional(Machine machine, int agent) {
      int v = machine.numberOf(agent);
      return machine.get(machine.guest(v), Registers.PHASE) == 0 && !Timer.endsGuest(machine, v);
    }

    @Override
    public int alternatives(Machine machine, int agent) {
      int v = machine.numberOf(agent);
      long guest = machine.words.load(machine.guest(v));
      int count = Timer.endsGuest(machine, v) ? 1 : 0;
      if (Registers.PHASE.get(guest) != 0) {
        return count + 1;
      }
      long budgets = machine.words.load(machine.budgets(v));
      boolean enabled = Registers.GUEST_IF.get(guest) == 1;
      count += Budget.of(Limit.HALTS).left(budgets) ? 1 : 0;
      count += Budget.of(Limit.EXITS).left(budgets) ? 1 : 0;
      count += Budget.of(Limit.USERSPACE_EXITS).left(budgets) ? 1 : 0;
      count += !enabled || Budget.of(Limit.MASKS).left(budgets) ? 1 : 0;
      count += Budget.of(Limit.PRIORITY_CHANGES).left(budgets) ? 1 : 0;
      count += canArm(machine, v, budgets) ? 1 : 0;
      return count + (Budget.of(Limit.IPIS).left(budgets) ? machine.interruptsFrom(v).length : 0);
    }

    private static boolean canArm(Machine machine, int v, long budgets) {
      return Budget.of(Limit.TIMERS).left(budgets)
          && machine.configuration().vcpus().get(v).timerVector() != 0
          && machine.words.load(machine.timer(v)) == 0;
    }

    @Override
    public int choice(Machine machine, int agent, int alternative) {
      int v = machine.numberOf(agent);
      long guest = machine.words.load(machine.guest(v));
      int left = alternative;
      if (Timer.endsGuest(machine, v) && left-- == 0) {
        return GuestChoice.EXIT.with(ExitReason.PREEMPTION_TIMER.ordinal());
      }
      if (Registers.PHASE.get(guest) == 1) {
        return GuestChoice.END_OF_INTERRUPT.with(0);
      }
      if (Registers.PHASE.get(guest) == 2) {
        return GuestChoice.RETURN.with(0);
      }
      long budgets = machine.words.load(machine.budgets(v));
      if (Budget.of(Limit.HALTS).left(budgets) && left-- == 0) {
        return GuestChoice.HALT.with(0);
      }
      if (Budget.of(Limit.EXITS).left(budgets) && left-- == 0) {
        return GuestChoice.EXIT.with(ExitReason.CPUID.ordinal());
      }
      if (Budget.of(Limit.USERSPACE_EXITS).left(budgets) && left-- == 0) {
        return GuestChoice.EXIT.with(ExitReason.IO_INSTRUCTION.ordinal());
      }
      boolean enabled = Registers.GUEST_IF.get(guest) == 1;
      if ((!enabled || Budget.of(Limit.MASKS).left(budgets)) && left-- == 0) {
        return (enabled ? GuestChoice.MASK : GuestChoice.UNMASK).with(0);
      }
      if (Budget.of(Limit.PRIORITY_CHANGES).left(budgets) && left-- == 0) {
        int priority = machine.get(machine.status(v), Registers.VTPR);
        return GuestChoice.SET_TPR.with(priority == 0 ? 0xF0 : 0);
      }
      if (canArm(machine, v, budgets) && left-- == 0) {
        return GuestChoice.ARM_TIMER.with(machine.configuration().vcpus().get(v).timerVector());
      }
      InterProcessorInterrupt interrupt = machine.interruptsFrom(v)[left];
      return GuestChoice.SEND_IPI.with(interrupt.to() << 8 | interrupt.vector());
    }

    @Override
    public String describe(Machine machine, int agent, int choice) {
      int operand = GuestChoice.operand(choice);
      return switch (GuestChoice.of(choice)) {
        case HALT -> "HLT";
        case SEND_IPI ->
            "IPI vector " + Integer.toHexString(operand & 0xFF) + "h to vCPU " + (operand >>> 8);
        case EXIT -> "exit " + machine.exitReason(operand);
        case MASK -> "CLI";
        case UNMASK -> "STI";
        case SET_TPR -> "TPR := " + Integer.toHexString(operand) + "h";
        case END_OF_INTERRUPT -> "EOI";
        case RETURN -> "IRET";
        case ARM_TIMER -> "arm timer";
      };
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int operand = GuestChoice.operand(choice);
      switch (GuestChoice.of(choice)) {
        case HALT -> {
          machine.spend(machine.budgets(v), Limit.HALTS);
          exit(machine, agent, v, ExitReason.HLT, 0);
        }
        case EXIT -> {
          ExitReason reason = machine.exitReason(operand);
          boolean userspace = reason == ExitReason.IO_INSTRUCTION;
          if (reason != ExitReason.PREEMPTION_TIMER) {
            machine.spend(machine.budgets(v), userspace ? Limit.USERSPACE_EXITS : Limit.EXITS);
          }
          exit(machine, agent, v, reason, 0);
        }
        case MASK -> {
          machine.spend(machine.budgets(v), Limit.MASKS);
          machine.set(machine.guest(v), Registers.GUEST_IF, 0);
        }
        case UNMASK -> {
          machine.set(machine.guest(v), Registers.GUEST_IF, 1);
          machine.signal(machine.processorAgent(machine.taskCpu(v)));
        }
        case SET_TPR -> setPriority(machine, agent, v, operand);
        case END_OF_INTERRUPT -> endOfInterrupt(machine, agent, v);
        case RETURN -> {
          long guest = Registers.PHASE.set(machine.words.load(machine.guest(v)), 0);
          machine.words.store(machine.guest(v), Registers.GUEST_IF.set(guest, 1));
          machine.signal(machine.processorAgent(machine.taskCpu(v)));
        }
        case ARM_TIMER -> {
          machine.spend(machine.budgets(v), Limit.TIMERS);
          exit(machine, agent, v, ExitReason.MSR_WRITE, choice);
        }
        case SEND_IPI -> {
          machine.spend(machine.budgets(v), Limit.IPIS);
          machine.noteCaused(operand >>> 8, operand & 0xFF);
          if (!machine.virtualizesIpis(v) && !machine.configuration().features().nested()) {
            exit(machine, agent, v, machine.apicExit(), choice);
          } else {
            long registers = Registers.IPI_TARGET.set(0, operand >>> 8);
            registers = Registers.IPI_VECTOR.set(registers, operand & 0xFF);
            machine.words.store(machine.guestRegisters(v), registers);
            return request.pc();
          }
        }
      }
      return boundary.pc();
    }

    private static void exit(Machine machine, int agent, int v, ExitReason reason, int operand) {
      machine.set(machine.threadScratch(v), Registers.OPERAND, operand);
      machine.exitGuest(agent, machine.taskCpu(v), v, reason, 0);
    }

    private static void endOfInterrupt(Machine machine, int agent, int v) {
      machine.set(machine.guest(v), Registers.PHASE, 2);
      if (machine.get(machine.vmcs(v), Registers.VIRTUAL_DELIVERY) == 0) {
        exit(machine, agent, v, machine.apicExit(), GuestChoice.END_OF_INTERRUPT.with(0));
        return;
      }
      int vector = VirtualInterrupt.endOfInterrupt(machine, agent, v);
      if (vector >= 0) {
        machine.exitGuest(agent, machine.taskCpu(v), v, ExitReason.EOI_INDUCED, vector);
      } else {
        machine.signal(machine.processorAgent(machine.taskCpu(v)));
      }
    }

    private static void setPriority(Machine machine, int agent, int v, int priority) {
      machine.spend(machine.budgets(v), Limit.PRIORITY_CHANGES);
      machine.set(machine.status(v), Registers.VTPR, priority);
      long vmcs = machine.words.load(machine.vmcs(v));
      if (Registers.VIRTUAL_DELIVERY.get(vmcs) == 1) {
        VirtualInterrupt.virtualizePriority(machine, v);
        VirtualInterrupt.evaluate(machine, v);
        machine.signal(machine.processorAgent(machine.taskCpu(v)));
      } else if (Registers.TPR_THRESHOLD.get(vmcs) > priority >>> 4) {
        exit(machine, agent, v, ExitReason.TPR_BELOW_THRESHOLD, 0);
      }
    }
  }

  /// IPI virtualization posts into the target's PIR ...
  public static class RequestIpi extends Step {
    /// The step as it is.
    public RequestIpi() {
      super("IPIv: set PIR", "SDM 3C 29.1.6, Linux vmx_alloc_ipiv_pid_table", Cost.VIRTUAL_IPI);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      long registers = machine.words.load(machine.guestRegisters(machine.numberOf(agent)));
      int v = Registers.IPI_TARGET.get(registers);
      int vector = Registers.IPI_VECTOR.get(registers);
      machine.notePosted(v, vector);
      machine.words.getAndOr(machine.pir(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
      machine.mark(agent, Mark.POSTED, v, vector);
      return NEXT;
    }
  }

  /// ... then, as an atomic step of its own, sets ON if neither ON nor SN is set ...
  public static class MarkOutstanding extends Step {
    private final Label boundary;

    /// @param boundary where the guest goes on
    public MarkOutstanding(Label boundary) {
      super("IPIv: set ON", "SDM 3C 29.1.6", Cost.LOCKED_CONTENDED);
      this.boundary = boundary;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int own = machine.numberOf(agent);
      Words words = machine.words;
      long registers = words.load(machine.guestRegisters(own));
      int v = Registers.IPI_TARGET.get(registers);
      long control;
      do {
        control = words.load(machine.pidControl(v));
      } while (!words.compareAndSet(
          machine.pidControl(v), control, NotificationControl.afterPost(control, false)));
      if (!NotificationControl.notifies(control, false)) {
        boolean outstanding = NotificationControl.outstanding(control);
        machine.mark(
            agent,
            outstanding ? Mark.COALESCED : Mark.SUPPRESSED,
            v,
            Registers.IPI_VECTOR.get(registers));
        words.store(machine.guestRegisters(own), 0);
        return boundary.pc();
      }
      int notification = NotificationControl.notificationVector(control);
      machine.mark(agent, Mark.NOTIFIED, v, notification);
      registers = Registers.IPI_TARGET.set(0, NotificationControl.destination(control));
      words.store(machine.guestRegisters(own), Registers.IPI_VECTOR.set(registers, notification));
      return NEXT;
    }
  }

  /// ... and sends NV to NDST as they were in that step.
  public static class SendNotification extends Step {
    private final Label boundary;

    /// @param boundary where the guest goes on
    public SendNotification(Label boundary) {
      super("IPIv: send NV", "SDM 3C 29.1.6", Cost.NONE);
      this.boundary = boundary;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int own = machine.numberOf(agent);
      long registers = machine.words.load(machine.guestRegisters(own));
      machine.send(agent, Registers.IPI_TARGET.get(registers), Registers.IPI_VECTOR.get(registers));
      machine.words.store(machine.guestRegisters(own), 0);
      return boundary.pc();
    }
  }
}
