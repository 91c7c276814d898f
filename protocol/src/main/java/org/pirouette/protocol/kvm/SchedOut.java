package org.pirouette.protocol.kvm;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Fault;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.HostVector;

/// What happens when a KVM thread loses its pCPU (A6): `kvm_sched_out` with `vmx_vcpu_pi_put`. A
/// vCPU that blocks and can take interrupts switches to the wakeup vector, any other sets SN.
/// Interrupts and preemption are off throughout.
public final class SchedOut {
  private final ThreadLabels labels;
  private final Label suppress = new Label("pi_set_sn");
  private final Label change = new Label("NV := wakeup vector");
  private final Label done = new Label("put done");

  SchedOut(ThreadLabels labels) {
    this.labels = labels;
  }

  void addTo(Program.Assembler assembler) {
    assembler
        .label(labels.schedOut)
        .step(new NoteState())
        .label(labels.put)
        .step(new NeedsWakeup(done))
        .step(new ChooseState(suppress))
        .step(new LockList())
        .step(new AddToList())
        .step(new UnlockList())
        .label(change)
        .step(new ReadControl())
        .step(new ArmWakeup(change))
        .step(new NotifySelf(done))
        .label(suppress)
        .step(new Suppress())
        .label(done)
        .step(new Leave(labels.schedIn, labels.afterPut));
  }

  /// `vcpu->preempted`: the thread would rather go on running.
  public static class NoteState extends Step {
    /// The step as it is.
    public NoteState() {
      super("preempted?", "Linux kvm_sched_out", Cost.PLAIN);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.setRegister(
          agent, Registers.PREEMPTED, machine.get(machine.task(v), Registers.ON_QUEUE));
      return NEXT;
    }
  }

  /// Nothing is to be done unless something might post while the vCPU does not run.
  public static class NeedsWakeup extends Step {
    private final Label done;

    /// @param done the end of put
    public NeedsWakeup(Label done) {
      super("wakeup needed?", "Linux vmx_needs_pi_wakeup", Cost.PLAIN);
      this.done = done;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      return machine.configuration().features().ipiVirtualization()
              || machine.words.load(machine.bypassCount()) != 0
          ? NEXT
          : done.pc();
    }
  }

  /// A vCPU that blocks and can take interrupts wants to be woken.
  public static class ChooseState extends Step {
    private final Label suppress;

    /// @param suppress where SN is set
    public ChooseState(Label suppress) {
      super("blocking?", "Linux vmx_vcpu_pi_put", Cost.PLAIN);
      this.suppress = suppress;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      boolean wakes =
          machine.register(agent, Registers.PREEMPTED) == 0
              && machine.words.load(machine.rcuwait(v)) == 1
              && machine.get(machine.guest(v), Registers.GUEST_IF) == 1;
      return wakes ? NEXT : suppress.pc();
    }
  }

  /// W1: takes the lock of this pCPU's wakeup list.
  public static class LockList extends Step {
    /// The step as it is.
    public LockList() {
      super("W1 lock list", "Linux pi_enable_wakeup_handler", Cost.LOCKED, Decision.SPIN);
    }

    @Override
    public int alternatives(Machine machine, int agent) {
      return machine.words.load(machine.listLock(machine.processorOf(agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      machine.lock(machine.listLock(machine.processorOf(agent)), agent);
      return NEXT;
    }
  }

  /// W1: joins the list.
  public static class AddToList extends Step {
    /// The step as it is.
    public AddToList() {
      super("W1 list_add_tail", "Linux pi_enable_wakeup_handler", Cost.PLAIN);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      machine.addToList(machine.processorOf(agent), machine.numberOf(agent));
      return NEXT;
    }
  }

  /// W1: releases the lock.
  public static class UnlockList extends Step {
    /// The step as it is.
    public UnlockList() {
      super("W1 unlock list", "Linux pi_enable_wakeup_handler", Cost.PLAIN);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      machine.unlock(machine.listLock(machine.processorOf(agent)));
      return NEXT;
    }
  }

  /// W2, W3: reads the control word; SN must not be set here.
  public static class ReadControl extends Step {
    /// The step as it is.
    public ReadControl() {
      super("W3 read control", "Linux pi_enable_wakeup_handler", Cost.PLAIN);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long control = machine.words.load(machine.pidControl(v));
      if (NotificationControl.suppressed(control)) {
        machine.note(Fault.SUPPRESSED_WHILE_ARMING);
      }
      machine.words.store(machine.controlCopy(v), control);
      return NEXT;
    }
  }

  /// W3: NV becomes the wakeup vector, by compare-and-swap because a device may set ON at any time.
  public static class ArmWakeup extends Step {
    private final Label change;

    /// @param change where the control word is read again
    public ArmWakeup(Label change) {
      super(
          "W3 cmpxchg NV := F1h",
          "Linux pi_enable_wakeup_handler, pi_try_set_control",
          Cost.LOCKED_CONTENDED);
      this.change = change;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long old = machine.words.load(machine.controlCopy(v));
      machine.words.store(machine.controlCopy(v), 0);
      long control = NotificationControl.withNotificationVector(old, HostVector.WAKEUP);
      if (!machine.words.compareAndSet(machine.pidControl(v), old, control)) {
        return change.pc();
      }
      boolean outstanding = NotificationControl.outstanding(control);
      machine.set(machine.scratch(agent), Registers.POSTED_SEEN, outstanding ? 1 : 0);
      return NEXT;
    }
  }

  /// W4: what was posted before W3 went to the handler that does nothing; so if ON was set, this
  /// pCPU sends itself the wakeup vector.
  public static class NotifySelf extends Step {
    private final Label done;

    /// @param done the end of put
    public NotifySelf(Label done) {
      super("W4 self-IPI F1h if ON", "Linux pi_enable_wakeup_handler", Cost.IPI_SEND);
      this.done = done;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      if (machine.takePostedSeen(agent)) {
        machine.send(agent, machine.processorOf(agent), HostVector.WAKEUP);
      }
      return done.pc();
    }
  }

  /// SN: whoever posts need not notify, the thread will look at PIR when it is loaded.
  public static class Suppress extends Step {
    /// The step as it is.
    public Suppress() {
      super("set SN", "Linux vmx_vcpu_pi_put, pi_set_sn", Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      machine.words.getAndOr(machine.pidControl(machine.numberOf(agent)), NotificationControl.SN);
      return NEXT;
    }
  }

  /// The pCPU goes to the scheduler; or, after the put of an ioctl, back to the thread.
  public static class Leave extends Step {
    private final Label schedIn;
    private final Label afterPut;

    /// @param schedIn where the thread goes on when it is picked again
    /// @param afterPut where it goes on in the VMM
    public Leave(Label schedIn, Label afterPut) {
      super("switch away", "Linux context_switch", Cost.SCHED_OUT);
      this.schedIn = schedIn;
      this.afterPut = afterPut;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.processorOf(agent);
      Words words = machine.words;
      words.store(machine.runningVcpu(p), 0);
      if (machine.register(agent, Registers.IN_USERSPACE) == 1) {
        return afterPut.pc();
      }
      machine.mark(agent, Mark.SCHEDULED_OUT, v, p);
      words.store(machine.flags(p), Registers.INTERRUPTS_ON.mask());
      words.getAndAnd(machine.task(v), ~Registers.ON_CPU.mask());
      machine.run(p, machine.scheduler(p));
      return schedIn.pc();
    }
  }
}
