package org.pirouette.protocol.intel;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.Fault;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.HostVector;

/// `vmx_vcpu_pi_put` (A6), the `vcpu_put` of Intel. A vCPU that blocks and can take interrupts
/// switches to the wakeup vector, any other sets SN. Interrupts and preemption are off throughout.
public final class VcpuPut {
  private VcpuPut() {}

  static void addTo(Program.Assembler assembler, ThreadLabels labels) {
    Label suppress = new Label("pi_set_sn");
    Label change = new Label("NV := wakeup vector");
    Label done = labels.putDone;
    assembler
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
        .step(new Suppress());
  }

  /// Nothing is to be done unless something might post while the vCPU does not run.
  public static class NeedsWakeup extends IntelStep {
    private final Label done;

    /// @param done the end of put
    public NeedsWakeup(Label done) {
      super("wakeup needed?", "Linux vmx_needs_pi_wakeup", Cost.PLAIN);
      this.done = done;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      return machine.features().ipiVirtualization()
              || machine.words.load(machine.vm.bypassCount()) != 0
          ? NEXT
          : done.pc();
    }
  }

  /// A vCPU that blocks and can take interrupts wants to be woken.
  public static class ChooseState extends IntelStep {
    private final Label suppress;

    /// @param suppress where SN is set
    public ChooseState(Label suppress) {
      super("blocking?", "Linux vmx_vcpu_pi_put", Cost.PLAIN);
      this.suppress = suppress;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      boolean wakes =
          machine.register(agent, Registers.PREEMPTED) == 0
              && machine.words.load(machine.vcpus.rcuwait(v)) == 1
              && machine.get(machine.vcpus.guest(v), VcpuBank.GUEST_IF) == 1;
      return wakes ? NEXT : suppress.pc();
    }
  }

  /// W1: takes the lock of this pCPU's wakeup list.
  public static class LockList extends IntelStep {
    /// The step as it is.
    public LockList() {
      super("W1 lock list", "Linux pi_enable_wakeup_handler", Cost.LOCKED, Decision.SPIN);
    }

    @Override
    public int alternatives(IntelMachine machine, int agent) {
      return machine.words.load(machine.wakeups.listLock(machine.processorOf(agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.lock(machine.wakeups.listLock(machine.processorOf(agent)), agent);
      return NEXT;
    }
  }

  /// W1: joins the list.
  public static class AddToList extends IntelStep {
    /// The step as it is.
    public AddToList() {
      super("W1 list_add_tail", "Linux pi_enable_wakeup_handler", Cost.PLAIN);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.addToList(machine.processorOf(agent), machine.numberOf(agent));
      return NEXT;
    }
  }

  /// W1: releases the lock.
  public static class UnlockList extends IntelStep {
    /// The step as it is.
    public UnlockList() {
      super("W1 unlock list", "Linux pi_enable_wakeup_handler", Cost.PLAIN);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.unlock(machine.wakeups.listLock(machine.processorOf(agent)));
      return NEXT;
    }
  }

  /// W2, W3: reads the control word; SN must not be set here.
  public static class ReadControl extends IntelStep {
    /// The step as it is.
    public ReadControl() {
      super("W3 read control", "Linux pi_enable_wakeup_handler", Cost.PLAIN);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long control = machine.words.load(machine.pids.pidControl(v));
      if (NotificationControl.suppressed(control)) {
        machine.note(Fault.SUPPRESSED_WHILE_ARMING);
      }
      machine.words.store(machine.pids.controlCopy(v), control);
      return NEXT;
    }
  }

  /// W3: NV becomes the wakeup vector, by compare-and-swap because a device may set ON at any time.
  public static class ArmWakeup extends IntelStep {
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
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long old = machine.words.load(machine.pids.controlCopy(v));
      machine.words.store(machine.pids.controlCopy(v), 0);
      long control = NotificationControl.withNotificationVector(old, HostVector.WAKEUP);
      if (!machine.words.compareAndSet(machine.pids.pidControl(v), old, control)) {
        return change.pc();
      }
      boolean outstanding = NotificationControl.outstanding(control);
      machine.set(machine.scratch(agent), Registers.POSTED_SEEN, outstanding ? 1 : 0);
      return NEXT;
    }
  }

  /// W4: what was posted before W3 went to the handler that does nothing; so if ON was set, this
  /// pCPU sends itself the wakeup vector.
  public static class NotifySelf extends IntelStep {
    private final Label done;

    /// @param done the end of put
    public NotifySelf(Label done) {
      super("W4 self-IPI F1h if ON", "Linux pi_enable_wakeup_handler", KvmCost.IPI_SEND);
      this.done = done;
    }

    /// The end of put.
    public int done() {
      return done.pc();
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      if (machine.takePostedSeen(agent)) {
        machine.send(agent, machine.processorOf(agent), HostVector.WAKEUP);
      }
      return done.pc();
    }
  }

  /// SN: whoever posts need not notify, the thread will look at PIR when it is loaded.
  public static class Suppress extends IntelStep {
    /// The step as it is.
    public Suppress() {
      super("set SN", "Linux vmx_vcpu_pi_put, pi_set_sn", Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.words.getAndOr(
          machine.pids.pidControl(machine.numberOf(agent)), NotificationControl.SN);
      return NEXT;
    }
  }
}
