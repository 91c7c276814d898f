package org.pirouette.protocol.kvm;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.x86.HostVector;

/// What happens when a KVM thread gets a pCPU (A6): `kvm_sched_in` with `vmx_vcpu_pi_load`. The
/// descriptor points to this pCPU and the notification vector again, and if anything was posted
/// meanwhile, ON says so. Preemption is off; interrupts are off from L2 to L3.
public final class SchedIn {
  private final ThreadLabels labels;
  private final Label slow = new Label("pi_load slow path");
  private final Label change = new Label("NDST, NV := here, SN := 0");
  private final Label scan = new Label("after_clear_sn");
  private final Label done = new Label("load done");

  SchedIn(ThreadLabels labels) {
    this.labels = labels;
  }

  void addTo(Program.Assembler assembler, int[] usedWords) {
    assembler
        .label(labels.schedIn)
        .step(new NoteLoaded())
        .label(labels.load)
        .step(new Classify(slow, done))
        .step(new ClearSuppress(scan, done))
        .label(slow)
        .step(new DisableInterrupts())
        .step(new IsArmed(change))
        .step(new LockList())
        .step(new RemoveFromList())
        .step(new UnlockList())
        .label(change)
        .step(new ReadControl())
        .step(new Retarget(change))
        .step(new EnableInterrupts())
        .label(scan);
    for (int word : usedWords) {
      assembler.step(new ReadPir(word));
    }
    assembler.step(new SetOutstanding()).label(done).step(new Finish(labels.run, labels.restore));
  }

  /// The vCPU is loaded on this pCPU.
  public static class NoteLoaded extends Step {
    /// The step as it is.
    public NoteLoaded() {
      super("kvm_running_vcpu := v", "Linux kvm_sched_in", Cost.SCHED_IN);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.setRegister(agent, Registers.PREEMPTED, 0);
      machine.words.store(machine.runningVcpu(machine.processorOf(agent)), v + 1);
      return NEXT;
    }
  }

  /// L1: the fast path serves a vCPU that comes back to the same pCPU without having slept.
  public static class Classify extends Step {
    private final Label slow;
    private final Label done;

    /// @param slow the slow path
    /// @param done the end of load
    public Classify(Label slow, Label done) {
      super("L1 same pCPU, not armed?", "Linux vmx_vcpu_pi_load", Cost.PLAIN);
      this.slow = slow;
      this.done = done;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      if (!machine.configuration().features().apicv()) {
        return done.pc();
      }
      int v = machine.numberOf(agent);
      long control = machine.words.load(machine.pidControl(v));
      boolean here = machine.words.load(machine.vcpuCpu(v)) == machine.processorOf(agent);
      return here && NotificationControl.notificationVector(control) != HostVector.WAKEUP
          ? NEXT
          : slow.pc();
    }
  }

  /// L1: clears SN; if it was clear, nothing can have been posted without ON.
  public static class ClearSuppress extends Step {
    private final Label scan;
    private final Label done;

    /// @param scan where PIR is looked at
    /// @param done the end of load
    public ClearSuppress(Label scan, Label done) {
      super("L1 test-and-clear SN", "Linux pi_test_and_clear_sn", Cost.LOCKED_CONTENDED);
      this.scan = scan;
      this.done = done;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int control = machine.pidControl(machine.numberOf(agent));
      long before = machine.words.getAndAnd(control, ~NotificationControl.SN);
      return (NotificationControl.suppressed(before) ? scan : done).pc();
    }
  }

  /// L2: interrupts off, since the wakeup handler takes the same lock.
  public static class DisableInterrupts extends Step {
    /// The step as it is.
    public DisableInterrupts() {
      super("L2 interrupts off", "Linux vmx_vcpu_pi_load, local_irq_save", Cost.PLAIN);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      machine.set(machine.flags(machine.processorOf(agent)), Registers.INTERRUPTS_ON, 0);
      return NEXT;
    }
  }

  /// L2: a vCPU that slept with the wakeup vector armed is on a list.
  public static class IsArmed extends Step {
    private final Label change;

    /// @param change where the control word is changed
    public IsArmed(Label change) {
      super("L2 NV = F1h?", "Linux vmx_vcpu_pi_load", Cost.PLAIN);
      this.change = change;
    }

    /// Where a vCPU that is on no list goes on.
    public int notArmed() {
      return change.pc();
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      long control = machine.words.load(machine.pidControl(machine.numberOf(agent)));
      return NotificationControl.notificationVector(control) == HostVector.WAKEUP
          ? NEXT
          : change.pc();
    }
  }

  /// L2: takes the lock of the list of the pCPU where the vCPU went to sleep.
  public static class LockList extends Step {
    /// The step as it is.
    public LockList() {
      super("L2 lock list", "Linux vmx_vcpu_pi_load", Cost.LOCKED, Decision.SPIN);
    }

    /// The lock's word.
    protected static int lock(Machine machine, int agent) {
      int v = machine.numberOf(agent);
      return machine.listLock((int) machine.words.load(machine.vcpuCpu(v)));
    }

    @Override
    public int alternatives(Machine machine, int agent) {
      return machine.words.load(lock(machine, agent)) == 0 ? 1 : 0;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      machine.lock(lock(machine, agent), agent);
      return NEXT;
    }
  }

  /// L2: leaves the list, before the descriptor changes.
  public static class RemoveFromList extends Step {
    /// The step as it is.
    public RemoveFromList() {
      super("L2 list_del", "Linux vmx_vcpu_pi_load", Cost.PLAIN);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.removeFromList((int) machine.words.load(machine.vcpuCpu(v)), v);
      return NEXT;
    }
  }

  /// L2: releases the lock.
  public static class UnlockList extends Step {
    /// The step as it is.
    public UnlockList() {
      super("L2 unlock list", "Linux vmx_vcpu_pi_load", Cost.PLAIN);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      machine.unlock(LockList.lock(machine, agent));
      return NEXT;
    }
  }

  /// L3: reads the control word.
  public static class ReadControl extends Step {
    /// The step as it is.
    public ReadControl() {
      super("L3 read control", "Linux vmx_vcpu_pi_load", Cost.PLAIN);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.words.store(machine.controlCopy(v), machine.words.load(machine.pidControl(v)));
      return NEXT;
    }
  }

  /// L3: NDST, SN and NV change in one compare-and-swap.
  public static class Retarget extends Step {
    private final Label change;

    /// @param change where the control word is read again
    public Retarget(Label change) {
      super(
          "L3 cmpxchg NDST, SN, NV",
          "Linux vmx_vcpu_pi_load, pi_try_set_control",
          Cost.LOCKED_CONTENDED);
      this.change = change;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long old = machine.words.load(machine.controlCopy(v));
      machine.words.store(machine.controlCopy(v), 0);
      long control = NotificationControl.withDestination(old, machine.processorOf(agent));
      control = NotificationControl.withNotificationVector(control, HostVector.NOTIFICATION);
      control &= ~NotificationControl.SN;
      return machine.words.compareAndSet(machine.pidControl(v), old, control) ? NEXT : change.pc();
    }
  }

  /// L3: interrupts on.
  public static class EnableInterrupts extends Step {
    /// The step as it is.
    public EnableInterrupts() {
      super("L3 interrupts on", "Linux vmx_vcpu_pi_load, local_irq_restore", Cost.PLAIN);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int p = machine.processorOf(agent);
      machine.set(machine.flags(p), Registers.INTERRUPTS_ON, 1);
      machine.signal(machine.processorAgent(p));
      return NEXT;
    }
  }

  /// L4: looks for posts that left ON alone because SN was set.
  public static class ReadPir extends Step {
    private final int word;

    /// @param word 0 to 3
    public ReadPir(int word) {
      super("L4 PIR[" + word + "] empty?", "Linux vmx_vcpu_pi_load, pi_is_pir_empty", Cost.PLAIN);
      this.word = word;
    }

    /// Index of the word.
    public int word() {
      return word;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      machine.words.fence(); // smp_mb__after_atomic: nothing but a compiler barrier on x86
      if (machine.words.load(machine.pir(machine.numberOf(agent), word)) != 0) {
        machine.set(machine.scratch(agent), Registers.POSTED_SEEN, 1);
      }
      return NEXT;
    }
  }

  /// L4: sets ON for them. Nobody is notified: the thread itself is on its way to the drain.
  public static class SetOutstanding extends Step {
    /// The step as it is.
    public SetOutstanding() {
      super("L4 set ON if PIR", "Linux vmx_vcpu_pi_load, pi_set_on", Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      if (machine.takePostedSeen(agent)) {
        machine.words.getAndOr(machine.pidControl(machine.numberOf(agent)), NotificationControl.ON);
      }
      return NEXT;
    }
  }

  /// `vcpu->cpu` names this pCPU, and the thread goes on where it was.
  public static class Finish extends Step {
    private final Label run;
    private final Label restore;

    /// @param run where the thread goes on after the load of KVM_RUN
    /// @param restore where it goes on after the load of KVM_SET_LAPIC
    public Finish(Label run, Label restore) {
      super("vcpu->cpu := here", "Linux kvm_arch_vcpu_load", Cost.PLAIN);
      this.run = run;
      this.restore = restore;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.processorOf(agent);
      machine.words.store(machine.vcpuCpu(v), p);
      machine.mark(agent, Mark.SCHEDULED_IN, v, p);
      if (machine.register(agent, Registers.IN_USERSPACE) == 1) {
        machine.setRegister(agent, Registers.IN_USERSPACE, 0);
        int scratch = machine.threadScratch(v);
        boolean restoring = machine.get(scratch, Registers.OPERAND) == Userspace.RESTORING;
        machine.set(scratch, Registers.OPERAND, 0);
        return machine.enableAndGoOn(agent, (restoring ? restore : run).pc());
      }
      int resume = machine.register(agent, Registers.RESUME);
      machine.setRegister(agent, Registers.RESUME, 0);
      return machine.enableAndGoOn(agent, resume);
    }
  }
}
