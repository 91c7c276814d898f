package org.pirouette.protocol.intel;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.HostVector;

/// `vmx_vcpu_pi_load` (A6), the `vcpu_load` of Intel. The descriptor points to this pCPU and the
/// notification vector again, and if anything was posted meanwhile, ON says so. Preemption is off;
/// interrupts are off from L2 to L3.
public final class VcpuLoad {
  private VcpuLoad() {}

  static void addTo(Program.Assembler assembler, ThreadLabels labels, int[] usedWords) {
    Label slow = new Label("pi_load slow path");
    Label change = new Label("NDST, NV := here, SN := 0");
    Label scan = new Label("after_clear_sn");
    Label done = labels.loaded;
    assembler
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
    assembler.step(new SetOutstanding());
  }

  /// L1: the fast path serves a vCPU that comes back to the same pCPU without having slept.
  public static class Classify extends IntelStep {
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
    public int execute(IntelMachine machine, int agent, int choice) {
      if (!machine.features().apicv()) {
        return done.pc();
      }
      int v = machine.numberOf(agent);
      long control = machine.words.load(machine.pids.pidControl(v));
      boolean here = machine.words.load(machine.vcpus.vcpuCpu(v)) == machine.processorOf(agent);
      return here && NotificationControl.notificationVector(control) != HostVector.WAKEUP
          ? NEXT
          : slow.pc();
    }
  }

  /// L1: clears SN; if it was clear, nothing can have been posted without ON.
  public static class ClearSuppress extends IntelStep {
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
    public int execute(IntelMachine machine, int agent, int choice) {
      int control = machine.pids.pidControl(machine.numberOf(agent));
      long before = machine.words.getAndAnd(control, ~NotificationControl.SN);
      return (NotificationControl.suppressed(before) ? scan : done).pc();
    }
  }

  /// L2: interrupts off, since the wakeup handler takes the same lock.
  public static class DisableInterrupts extends IntelStep {
    /// The step as it is.
    public DisableInterrupts() {
      super("L2 interrupts off", "Linux vmx_vcpu_pi_load, local_irq_save", Cost.PLAIN);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.set(machine.pcpus.flags(machine.processorOf(agent)), ProcessorBank.INTERRUPTS_ON, 0);
      return NEXT;
    }
  }

  /// L2: a vCPU that slept with the wakeup vector armed is on a list.
  public static class IsArmed extends IntelStep {
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
    public int execute(IntelMachine machine, int agent, int choice) {
      long control = machine.words.load(machine.pids.pidControl(machine.numberOf(agent)));
      return NotificationControl.notificationVector(control) == HostVector.WAKEUP
          ? NEXT
          : change.pc();
    }
  }

  /// L2: takes the lock of the list of the pCPU where the vCPU went to sleep.
  public static class LockList extends IntelStep {
    /// The step as it is.
    public LockList() {
      super("L2 lock list", "Linux vmx_vcpu_pi_load", Cost.LOCKED, Decision.SPIN);
    }

    /// The lock's word.
    protected static int lock(IntelMachine machine, int agent) {
      int v = machine.numberOf(agent);
      return machine.wakeups.listLock((int) machine.words.load(machine.vcpus.vcpuCpu(v)));
    }

    @Override
    public int alternatives(IntelMachine machine, int agent) {
      return machine.words.load(lock(machine, agent)) == 0 ? 1 : 0;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.lock(lock(machine, agent), agent);
      return NEXT;
    }
  }

  /// L2: leaves the list, before the descriptor changes.
  public static class RemoveFromList extends IntelStep {
    /// The step as it is.
    public RemoveFromList() {
      super("L2 list_del", "Linux vmx_vcpu_pi_load", Cost.PLAIN);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.removeFromList((int) machine.words.load(machine.vcpus.vcpuCpu(v)), v);
      return NEXT;
    }
  }

  /// L2: releases the lock.
  public static class UnlockList extends IntelStep {
    /// The step as it is.
    public UnlockList() {
      super("L2 unlock list", "Linux vmx_vcpu_pi_load", Cost.PLAIN);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.unlock(LockList.lock(machine, agent));
      return NEXT;
    }
  }

  /// L3: reads the control word.
  public static class ReadControl extends IntelStep {
    /// The step as it is.
    public ReadControl() {
      super("L3 read control", "Linux vmx_vcpu_pi_load", Cost.PLAIN);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.words.store(
          machine.pids.controlCopy(v), machine.words.load(machine.pids.pidControl(v)));
      return NEXT;
    }
  }

  /// L3: NDST, SN and NV change in one compare-and-swap.
  public static class Retarget extends IntelStep {
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
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long old = machine.words.load(machine.pids.controlCopy(v));
      machine.words.store(machine.pids.controlCopy(v), 0);
      long control = NotificationControl.withDestination(old, machine.processorOf(agent));
      control = NotificationControl.withNotificationVector(control, HostVector.NOTIFICATION);
      control &= ~NotificationControl.SN;
      return machine.words.compareAndSet(machine.pids.pidControl(v), old, control)
          ? NEXT
          : change.pc();
    }
  }

  /// L3: interrupts on.
  public static class EnableInterrupts extends IntelStep {
    /// The step as it is.
    public EnableInterrupts() {
      super("L3 interrupts on", "Linux vmx_vcpu_pi_load, local_irq_restore", Cost.PLAIN);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int p = machine.processorOf(agent);
      machine.set(machine.pcpus.flags(p), ProcessorBank.INTERRUPTS_ON, 1);
      machine.signal(machine.processorAgent(p));
      return NEXT;
    }
  }

  /// L4: looks for posts that left ON alone because SN was set.
  public static class ReadPir extends IntelStep {
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
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.words.fence(); // smp_mb__after_atomic: nothing but a compiler barrier on x86
      if (machine.words.load(machine.pids.pir(machine.numberOf(agent), word)) != 0) {
        machine.set(machine.scratch(agent), Registers.POSTED_SEEN, 1);
      }
      return NEXT;
    }
  }

  /// L4: sets ON for them. Nobody is notified: the thread itself is on its way to the drain.
  public static class SetOutstanding extends IntelStep {
    /// The step as it is.
    public SetOutstanding() {
      super("L4 set ON if PIR", "Linux vmx_vcpu_pi_load, pi_set_on", Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      if (machine.takePostedSeen(agent)) {
        machine.words.getAndOr(
            machine.pids.pidControl(machine.numberOf(agent)), NotificationControl.ON);
      }
      return NEXT;
    }
  }
}
