package org.pirouette.protocol;

/// Interrupt context of the host on one pCPU: entry, the handler of the vector, return. Interrupts
/// are off throughout.
///
/// - notification vector (A4): nothing but EOI and a counter; ON and PIR stay as they are;
/// - wakeup vector: [WakeupHandler];
/// - a device's vector: the VFIO handler signals the irqfd, which posts in software (A10, A2);
/// - reschedule and timer vectors: their handlers only return; the scheduler acts on the way out.
public final class HostInterrupt {
  private HostInterrupt() {}

  static Program program(Assembly assembly) {
    Label entry = new Label("host interrupt");
    Label leave = new Label("return from interrupt");
    Label timer = new Label("hrtimer_interrupt");
    SoftwarePost post = new SoftwarePost();
    WakeupHandler wakeup = new WakeupHandler(leave);
    Program.Assembler assembler =
        assembly
            .assembler("host handler")
            .label(entry)
            .step(new Dispatch(leave, wakeup.entry, post.entry, timer));
    wakeup.addTo(assembler);
    post.addTo(assembler);
    return assembler
        .label(timer)
        .step(new NextTimer(leave, entry))
        .label(leave)
        .step(new Return(entry))
        .assemble();
  }

  /// The handler of the vector: EOI, then its work. The notification handler has none.
  public static class Dispatch extends Step {
    private final Label leave;
    private final Label wakeup;
    private final Label post;
    private final Label timer;

    /// @param leave return from interrupt
    /// @param wakeup the wakeup handler
    /// @param post the software post
    /// @param timer where to go on after the post of a timer
    public Dispatch(Label leave, Label wakeup, Label post, Label timer) {
      super(
          "EOI, dispatch",
          "Linux sysvec_kvm_posted_intr_ipi, common_interrupt",
          Cost.HOST_INTERRUPT_ENTRY);
      this.leave = leave;
      this.wakeup = wakeup;
      this.post = post;
      this.timer = timer;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      int vector = machine.register(agent, Registers.EXIT_VECTOR);
      machine.endPhysicalInterrupt(p);
      if (vector == HostVector.WAKEUP) {
        return wakeup.pc();
      }
      if (vector == HostVector.LOCAL_TIMER) {
        int v = machine.firedTimer(p);
        return v < 0 ? leave.pc() : post(machine, agent, v, machine.takeTimer(v), true);
      }
      int d = machine.deviceOf(p, vector);
      if (d < 0) {
        return leave.pc();
      }
      machine.noteAnswered(d, machine.routeVcpu(d), machine.vectorOf(d));
      return post(machine, agent, machine.routeVcpu(d), machine.vectorOf(d), false);
    }

    private int post(Machine machine, int agent, int v, int vector, boolean timer) {
      long registers = machine.words.load(machine.registers(agent));
      registers = Registers.TARGET.set(registers, v);
      registers = Registers.VECTOR.set(registers, vector);
      registers = Registers.POST_RETURN.set(registers, (timer ? this.timer : leave).pc());
      machine.words.store(machine.registers(agent), registers);
      return post.pc();
    }
  }

  /// Further timers of this pCPU that have fired meanwhile.
  public static class NextTimer extends Step {
    private final Label leave;
    private final Label dispatch;

    /// @param leave return from interrupt
    /// @param dispatch the handler
    public NextTimer(Label leave, Label dispatch) {
      super("next timer", "Linux hrtimer_interrupt", Cost.PLAIN);
      this.leave = leave;
      this.dispatch = dispatch;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      return (machine.firedTimer(machine.numberOf(agent)) < 0 ? leave : dispatch).pc();
    }
  }

  /// IRET to what was interrupted. If that was a thread that may be preempted and its time is up,
  /// the scheduler takes it off first.
  public static class Return extends Step {
    private final Label entry;

    /// @param entry where the next interrupt starts
    public Return(Label entry) {
      super("IRET", "Linux irqentry_exit", Cost.HOST_INTERRUPT_EXIT);
      this.entry = entry;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      int interrupted = (int) machine.words.load(machine.interrupted(p));
      machine.mark(
          agent, Mark.HOST_INTERRUPT_DONE, p, machine.register(agent, Registers.EXIT_VECTOR));
      boolean calledByExit = machine.register(agent, Registers.FLAG) == 1;
      machine.words.store(machine.registers(agent), 0);
      machine.words.store(machine.interrupted(p), 0);
      if (!calledByExit) {
        machine.set(machine.flags(p), Registers.INTERRUPTS_ON, 1);
        machine.preemptIfDue(p, interrupted);
      }
      machine.run(p, interrupted);
      return entry.pc();
    }
  }
}
