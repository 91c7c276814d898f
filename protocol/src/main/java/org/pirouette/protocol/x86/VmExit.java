package org.pirouette.protocol.x86;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;

/// What follows a VM exit: mode, the host's handler if an external interrupt was the reason,
/// interrupts on, and the handling of the other reasons.
public final class VmExit {
  private final ThreadLabels labels;
  private final Label slow = new Label("leave guest mode");
  private final Label halt = new Label("kvm_emulate_halt");
  private final Label window = new Label("handle_interrupt_window");
  private final Label endOfInterrupt = new Label("kvm_apic_set_eoi");
  private final Label accelerated = new Label("kvm_apic_set_eoi_accelerated");
  private final Label ended = new Label("KVM_REQ_EVENT after EOI");
  private final Label command = new Label("kvm_apic_send_ipi");
  private final Label timer = new Label("start_apic_timer");
  private final Label expired = new Label("handle_preemption_timer");
  private final Label other = new Label("other exit");

  private final ExitHooks hooks;

  /// @param hooks what the architecture adds
  public VmExit(ThreadLabels labels, ExitHooks hooks) {
    this.labels = labels;
    this.hooks = hooks;
  }

  public void addTo(Program.Assembler assembler, MachineConfiguration configuration) {
    assembler.label(labels.exited);
    if (X86Features.of(configuration).fastpath()) {
      assembler.step(new Fastpath(slow, labels));
    }
    assembler
        .label(slow)
        .step(new SetOutside())
        .step(new CallHandler())
        .step(new EnableInterrupts())
        .step(new Handle())
        .label(halt)
        .step(new Halt(labels.run))
        .label(window)
        .step(new OpenWindow(labels.run))
        .label(endOfInterrupt)
        .step(new EndOfInterrupt())
        .label(ended)
        .step(new RequestEvent(labels.run))
        .label(accelerated)
        .step(new EndLevelInterrupt(labels.run))
        .label(command)
        .step(new SendCommand(labels.run, labels.post))
        .label(timer)
        .step(new ArmTimer(labels.run))
        .label(expired);
    if (configuration.preemptionTimer()) {
      assembler.step(new Timer.Expire(labels.run, labels.post));
    }
    hooks.handleOwnExits(assembler, labels);
    assembler.label(other).step(new Other(labels.run));
  }

  /// Registers of a software post on behalf of the guest: to whom, what, and where to go on.
  public static int post(X86Machine machine, int agent, int operand, Label back, Label post) {
    int word = machine.registers(agent);
    long registers = machine.words.load(word);
    registers = Registers.TARGET.set(registers, operand >>> 8);
    registers = Registers.VECTOR.set(registers, operand & 0xFF);
    registers = Registers.EXIT_REASON.set(registers, 0);
    machine.words.store(word, Registers.POST_RETURN.set(registers, back.pc()));
    machine.set(machine.scratch(agent), Registers.OPERAND, 0);
    return post.pc();
  }

  /// Fastpath: an ICR write is emulated at once, with interrupts off and mode still IN_GUEST; then
  /// the drain and the checks before entry are repeated.
  public static class Fastpath extends X86Step {
    private final Label slow;
    private final ThreadLabels labels;

    Fastpath(Label slow, ThreadLabels labels) {
      super("fastpath?", "Linux vmx_exit_handlers_fastpath", Cost.PLAIN);
      this.slow = slow;
      this.labels = labels;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int operand = machine.get(machine.scratch(agent), Registers.OPERAND);
      X86ExitReason reason = machine.exitReason(machine.register(agent, Registers.EXIT_REASON));
      boolean command =
          reason == X86ExitReason.MSR_WRITE && GuestChoice.of(operand) == GuestChoice.SEND_IPI;
      return command
          ? post(machine, agent, GuestChoice.operand(operand), labels.drain, labels.post)
          : slow.pc();
    }
  }

  /// Posters need not notify any more.
  public static class SetOutside extends X86Step {
    /// The step as it is.
    public SetOutside() {
      super("mode := OUTSIDE", "Linux vcpu_enter_guest", Cost.PLAIN);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.words.store(machine.vcpus.mode(machine.numberOf(agent)), Mode.OUTSIDE_GUEST);
      return NEXT;
    }
  }

  /// If the exit acknowledged an external interrupt (Intel), its handler is called with interrupts
  /// off. Else (AMD) the processor takes the interrupt as soon as interrupts are on.
  public static class CallHandler extends X86Step {
    /// The step as it is.
    public CallHandler() {
      super(
          "call host handler?",
          "Linux vmx_handle_exit_irqoff",
          KvmCost.EXIT_HANDLER_EXTERNAL_INTERRUPT);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int vector = machine.register(agent, Registers.EXIT_VECTOR);
      if (vector != 0
          && machine.exitReason(machine.register(agent, Registers.EXIT_REASON))
              == X86ExitReason.EXTERNAL_INTERRUPT) {
        int p = machine.processorOf(agent);
        machine.setRegister(agent, Registers.EXIT_VECTOR, 0);
        machine.setRegister(machine.handler(p), Registers.AFTER_EXIT, 1);
        machine.interrupt(agent, p, vector, agent);
      }
      return NEXT;
    }
  }

  /// Host interrupts and preemption are on again.
  public static class EnableInterrupts extends X86Step {
    /// The step as it is.
    public EnableInterrupts() {
      super("interrupts on", "Linux vcpu_enter_guest, preempt_enable", Cost.PLAIN);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      return machine.enableAndGoOn(agent, machine.nextPc(agent));
    }
  }

  /// Dispatch by exit reason.
  public final class Handle extends X86Step {
    Handle() {
      super("dispatch exit", "Linux vmx_handle_exit", Cost.PLAIN);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int ordinal = machine.register(agent, Registers.EXIT_REASON);
      machine.setRegister(agent, Registers.EXIT_REASON, 0);
      Label own = hooks.exitHandler(ordinal);
      if (own != null) {
        return own.pc();
      }
      return switch (machine.exitReason(ordinal)) {
        case EXTERNAL_INTERRUPT -> labels.run.pc();
        case HLT -> halt.pc();
        case INTERRUPT_WINDOW -> window.pc();
        case EOI_INDUCED -> accelerated.pc();
        case IO_INSTRUCTION -> labels.userspace.pc();
        case MSR_WRITE, APIC_WRITE, APIC_ACCESS, EPT_VIOLATION -> apic(machine, agent);
        case TPR_BELOW_THRESHOLD -> ended.pc();
        case PREEMPTION_TIMER -> expired.pc();
        case CPUID,
            VMCALL,
            CR_ACCESS,
            DR_ACCESS,
            MSR_READ,
            MWAIT_INSTRUCTION,
            PAUSE_INSTRUCTION,
            EPT_MISCONFIG,
            OTHER ->
            other.pc();
      };
    }

    private int apic(X86Machine machine, int agent) {
      int operand = machine.get(machine.scratch(agent), Registers.OPERAND);
      return switch (GuestChoice.of(operand)) {
        case SEND_IPI -> command.pc();
        case END_OF_INTERRUPT -> endOfInterrupt.pc();
        case ARM_TIMER -> timer.pc();
        case HALT, EXIT, MASK, UNMASK, SET_TPR, RETURN -> other.pc();
      };
    }
  }

  /// HLT: the vCPU is halted.
  public static class Halt extends X86Step {
    private final Label run;

    /// @param run the loop
    public Halt(Label run) {
      super("HLT: mp_state := HALTED", "Linux kvm_emulate_halt", X86Cost.EXIT_HANDLER_HLT);
      this.run = run;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.set(machine.vcpus.guest(machine.numberOf(agent)), VcpuBank.HALTED, 1);
      return run.pc();
    }
  }

  /// The guest can take an interrupt now: inject.
  public static class OpenWindow extends X86Step {
    private final Label run;

    /// @param run the loop
    public OpenWindow(Label run) {
      super("window: request EVENT", "Linux handle_interrupt_window", X86Cost.EXIT_HANDLER_WINDOW);
      this.run = run;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.set(machine.vapics.vmcs(v), VirtualApicBank.WINDOW_EXITING, 0);
      machine.words.getAndOr(machine.vcpus.requests(v), Request.EVENT);
      return run.pc();
    }
  }

  /// Emulated EOI: the highest vector leaves vISR ...
  public static class EndOfInterrupt extends X86Step {
    /// The step as it is.
    public EndOfInterrupt() {
      super("EOI: clear vISR", "Linux kvm_apic_set_eoi", X86Cost.EXIT_HANDLER_EOI);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int vector = machine.highestInService(v);
      machine.set(machine.scratch(agent), Registers.OPERAND, 0);
      if (vector != 0) {
        int word = machine.vapics.visr(v, VectorBitmap.word(vector));
        machine.words.getAndAnd(word, ~VectorBitmap.bit(vector));
        machine.mark(agent, Mark.EOI, v, vector);
      }
      machine.set(machine.vapics.status(v), VirtualApicBank.SVI, 0);
      return NEXT;
    }
  }

  /// ... and what was masked by it may be injected.
  public static class RequestEvent extends X86Step {
    private final Label run;

    /// @param run the loop
    public RequestEvent(Label run) {
      super("request EVENT", "Linux apic_update_ppr", Cost.LOCKED);
      this.run = run;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.words.getAndOr(machine.vcpus.requests(machine.numberOf(agent)), Request.EVENT);
      return run.pc();
    }
  }

  /// A virtualized EOI exited for the sake of the emulated IOAPIC.
  public static class EndLevelInterrupt extends X86Step {
    private final Label run;

    /// @param run the loop
    public EndLevelInterrupt(Label run) {
      super("EOI to IOAPIC", "Linux kvm_apic_set_eoi_accelerated", X86Cost.EXIT_HANDLER_EOI);
      this.run = run;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.endLevelInterrupt(v, machine.register(agent, Registers.EXIT_VECTOR));
      machine.setRegister(agent, Registers.EXIT_VECTOR, 0);
      machine.words.getAndOr(machine.vcpus.requests(v), Request.EVENT);
      return run.pc();
    }
  }

  /// An emulated ICR write is a software post.
  public static class SendCommand extends X86Step {
    private final Label run;
    private final Label post;

    /// @param run the loop
    /// @param post the software post
    public SendCommand(Label run, Label post) {
      super("ICR write", "Linux kvm_apic_send_ipi", X86Cost.EXIT_HANDLER_ICR);
      this.run = run;
      this.post = post;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int operand = machine.get(machine.scratch(agent), Registers.OPERAND);
      return post(machine, agent, GuestChoice.operand(operand), run, post);
    }
  }

  /// An emulated write of the TSC deadline.
  public static class ArmTimer extends X86Step {
    private final Label run;

    /// @param run the loop
    public ArmTimer(Label run) {
      super("arm timer", "Linux start_apic_timer", KvmCost.EXIT_HANDLER_OTHER);
      this.run = run;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int operand = machine.get(machine.scratch(agent), Registers.OPERAND);
      machine.set(machine.scratch(agent), Registers.OPERAND, 0);
      int vector = GuestChoice.operand(operand);
      machine.words.store(
          machine.vcpus.timer(v),
          machine.usesPreemptionTimer(v) ? vector | TimerWord.IN_GUEST : vector);
      machine.signal(machine.timerAgent(v));
      return run.pc();
    }
  }

  /// Any other exit is handled without effect here.
  public static class Other extends X86Step {
    private final Label run;

    /// @param run the loop
    public Other(Label run) {
      super("handle exit", "Linux vmx_handle_exit", KvmCost.EXIT_HANDLER_OTHER);
      this.run = run;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.set(machine.scratch(agent), Registers.OPERAND, 0);
      return run.pc();
    }
  }
}
