package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;

/// Interrupt context of the host on one pCPU: entry, the handler of the vector, return. Interrupts
/// are off throughout.
///
/// - notification vectors (A4): nothing but EOI and a counter; ON and PIR stay as they are;
/// - wakeup vector: [WakeupHandler];
/// - vectors that only one architecture has: [HandlerHooks];
/// - a device's vector: the VFIO handler signals the irqfd, which posts in software (A10, A2);
/// - timer vector: expired timers of vCPUs post their vectors;
/// - any other: the handler only returns; the scheduler acts on the way out.
public final class HostInterrupt {
  private HostInterrupt() {}

  /// The handler's program.
  ///
  /// @param hooks what the architecture adds
  public static Program program(Assembly assembly, HandlerHooks hooks) {
    Label entry = new Label("host interrupt");
    Label leave = new Label("return from interrupt");
    Label device = new Label("common_interrupt");
    Label handle = new Label("irqfd_wakeup");
    Label timer = new Label("hrtimer_interrupt");
    Label post = new Label("vmx_deliver_interrupt");
    WakeupHandler wakeup = new WakeupHandler(leave);
    Program.Assembler assembler =
        assembly
            .assembler("host handler")
            .label(entry)
            .step(new Dispatch(hooks, leave, wakeup.entry, device, timer))
            .label(device)
            .step(new AcknowledgeDevice())
            .label(handle)
            .step(new HandleDevice(leave, handle, post))
            .label(timer)
            .step(new NextTimer(leave, timer, post));
    wakeup.addTo(assembler);
    hooks.addHandlers(assembler, leave, post);
    hooks.deliverInterrupt(assembler, post);
    return assembler.label(leave).step(new Return(entry)).assemble();
  }

  /// Registers of the software post of a device's interrupt.
  public static int postDevice(X86Machine machine, int agent, int d, Label back, Label post) {
    int v = machine.routeVcpu(d);
    machine.noteAnswered(d, v, machine.vectorOf(d));
    machine.noteCaused(v, machine.vectorOf(d));
    return postVector(machine, agent, v, machine.vectorOf(d), back, post);
  }

  private static int postVector(
      X86Machine machine, int agent, int v, int vector, Label back, Label post) {
    long registers = machine.words.load(machine.registers(agent));
    registers = Registers.TARGET.set(registers, v);
    registers = Registers.VECTOR.set(registers, vector);
    machine.words.store(machine.registers(agent), Registers.POST_RETURN.set(registers, back.pc()));
    return post.pc();
  }

  /// Which handler the vector has. All but those of devices and of the architecture begin with EOI.
  public static class Dispatch extends X86Step {
    private final HandlerHooks hooks;
    private final Label leave;
    private final Label wakeup;
    private final Label device;
    private final Label timer;

    /// @param hooks knows the handlers of the architecture
    /// @param leave return from interrupt, all that the notification handler does
    /// @param wakeup the wakeup handler
    /// @param device the handler of a device
    /// @param timer the handler of the timer
    public Dispatch(HandlerHooks hooks, Label leave, Label wakeup, Label device, Label timer) {
      super(
          "EOI, dispatch",
          "Linux sysvec_kvm_posted_intr_ipi and others",
          KvmCost.HOST_INTERRUPT_ENTRY);
      this.hooks = hooks;
      this.leave = leave;
      this.wakeup = wakeup;
      this.device = device;
      this.timer = timer;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      int vector = machine.register(agent, Registers.EXIT_VECTOR);
      if (vector < HostVector.FIRST_DEVICE + HostVector.DEVICES) {
        return device.pc();
      }
      Label own = hooks.handler(vector);
      if (own != null) {
        return own.pc();
      }
      machine.endPhysicalInterrupt(p);
      return switch (vector) {
        case HostVector.WAKEUP -> wakeup.pc();
        case HostVector.LOCAL_TIMER -> timer.pc();
        default -> leave.pc();
      };
    }
  }

  /// EOI of a device's vector. With posted MSIs this is the arrival of a retriggered interrupt,
  /// which the posted-MSI handler does not end.
  public static class AcknowledgeDevice extends X86Step {
    /// The step as it is.
    public AcknowledgeDevice() {
      super("irq_ack: EOI", "Linux common_interrupt, irq_ack", Cost.PLAIN);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.endPhysicalInterrupt(machine.numberOf(agent));
      return NEXT;
    }
  }

  /// The VFIO handler signals the eventfd, and the irqfd posts.
  public static class HandleDevice extends X86Step {
    private final Label leave;
    private final Label handle;
    private final Label post;

    /// @param leave return from interrupt
    /// @param handle this step, for further devices with the same vector
    /// @param post the software post
    public HandleDevice(Label leave, Label handle, Label post) {
      super("vfio handler, irqfd", "Linux vfio_msihandler, irqfd_wakeup", Cost.PLAIN);
      this.leave = leave;
      this.handle = handle;
      this.post = post;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int vector = machine.register(agent, Registers.EXIT_VECTOR);
      if (machine.sharesVectors()) {
        int raised = machine.takeRaised(machine.numberOf(agent), vector);
        return raised < 0 ? leave.pc() : postDevice(machine, agent, raised, handle, post);
      }
      int d = machine.deviceOf(machine.numberOf(agent), vector);
      return d < 0 || !machine.isPlugged(d)
          ? leave.pc()
          : postDevice(machine, agent, d, leave, post);
    }
  }

  /// The next timer of a vCPU that has expired on this pCPU.
  public static class NextTimer extends X86Step {
    private final Label leave;
    private final Label timer;
    private final Label post;

    /// @param leave return from interrupt
    /// @param timer this step
    /// @param post the software post
    public NextTimer(Label leave, Label timer, Label post) {
      super("expired timer?", "Linux hrtimer_interrupt, apic_timer_fn", Cost.PLAIN);
      this.leave = leave;
      this.timer = timer;
      this.post = post;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.firedTimer(machine.numberOf(agent));
      return v < 0 ? leave.pc() : postVector(machine, agent, v, machine.takeTimer(v), timer, post);
    }
  }

  /// IRET to what was interrupted. If that was a thread that may be preempted and its time is up,
  /// the scheduler takes it off first. A handler that was called after a VM exit returns there,
  /// with interrupts still off.
  public static class Return extends X86Step {
    private final Label entry;

    /// @param entry where the next interrupt starts
    public Return(Label entry) {
      super("IRET", "Linux irqentry_exit", KvmCost.HOST_INTERRUPT_EXIT);
      this.entry = entry;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      int interrupted = (int) machine.words.load(machine.pcpus.interrupted(p));
      machine.mark(
          agent, Mark.HOST_INTERRUPT_DONE, p, machine.register(agent, Registers.EXIT_VECTOR));
      boolean calledAfterExit = machine.register(agent, Registers.AFTER_EXIT) == 1;
      machine.words.store(machine.registers(agent), 0);
      machine.words.store(machine.pcpus.interrupted(p), 0);
      if (!calledAfterExit) {
        machine.set(machine.pcpus.flags(p), ProcessorBank.INTERRUPTS_ON, 1);
        machine.preemptIfDue(p, interrupted);
      }
      machine.run(p, interrupted);
      return entry.pc();
    }
  }
}
