package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.kvm.ThreadRegion;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;

/// `kvm_arch_vcpu_ioctl_run` up to the entry: requests, the list registers, Dirty, and a last look
/// at what came meanwhile. Interrupts are off from [DisableInterrupts] on.
public final class GuestEntry {
  private final ThreadLabels labels;
  private final Label abort = new Label("entry aborted");

  GuestEntry(ThreadLabels labels) {
    this.labels = labels;
  }

  void addTo(Program.Assembler assembler, int[] usedWords, boolean direct) {
    assembler
        .label(labels.enter)
        .step(new TakeRequests())
        .label(labels.disable)
        .step(new DisableInterrupts())
        .label(labels.drain)
        .begin(ThreadRegion.ENTRY);
    for (int i = 0; i < usedWords.length; i++) {
      assembler.step(new Flush(usedWords[i], i == 0));
    }
    if (direct) {
      assembler.step(new Commit());
    }
    assembler
        .step(new SetInGuest())
        .step(new OrderMode())
        .step(new CheckMode(abort))
        .step(new CheckRequests(abort))
        .step(new Enter(labels.exited))
        .end(ThreadRegion.ENTRY)
        .label(abort)
        .step(new Abort());
    for (int word : usedWords) {
      assembler.step(new Sync(word));
    }
    assembler.step(new EnableAfterAbort(labels.run));
  }

  /// KVM_REQ_IRQ_PENDING has no work of its own: it makes the vCPU come by here.
  public static class TakeRequests extends ArmStep {
    /// The step as it is.
    public TakeRequests() {
      super("take IRQ_PENDING", "Linux check_vcpu_requests", Cost.LOCKED);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int requests = machine.vcpus.requests(machine.numberOf(agent));
      if (machine.words.load(requests) != 0) {
        machine.words.getAndAnd(requests, ~Request.EVENT);
      }
      return NEXT;
    }
  }

  /// Preemption and interrupts of the host are off.
  public static class DisableInterrupts extends ArmStep {
    /// The step as it is.
    public DisableInterrupts() {
      super("interrupts off", "Linux kvm_arch_vcpu_ioctl_run, local_irq_disable", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int flags = machine.pcpus.flags(machine.processorOf(agent));
      long value = ProcessorBank.INTERRUPTS_ON.set(machine.words.load(flags), 0);
      machine.words.store(flags, ProcessorBank.PREEMPTION_OFF.set(value, 1));
      return NEXT;
    }
  }

  /// Queued interrupts go to list registers, under their locks, as many as there are; if any is
  /// left, the guest is to exit when the list registers run empty.
  public static class Flush extends ArmStep {
    private final int word;
    private final boolean first;

    Flush(int word, boolean first) {
      super("latch[" + word + "] to list registers", "Linux vgic_flush_lr_state", KvmCost.INJECT);
      this.word = word;
      this.first = first;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int control = machine.vgics.control(v);
      long queued = machine.words.load(machine.vgics.latch(v, word));
      if (queued == 0) {
        if (first) {
          machine.set(control, VgicBank.UNDERFLOW, 0);
        }
        return NEXT;
      }
      long fits = fitting(queued, machine.features().listRegisters() - machine.listed(v));
      machine.words.getAndAnd(machine.vgics.latch(v, word), ~fits);
      machine.words.getAndOr(machine.vgics.list(v, word), fits);
      boolean left = fits != queued;
      if (first || left) {
        machine.set(control, VgicBank.UNDERFLOW, left ? 1 : 0);
      }
      machine.mark(agent, Mark.INJECTED, v, 0);
      return NEXT;
    }

    private static long fitting(long queued, int free) {
      long fits = 0;
      long rest = queued;
      for (int n = 0; n < free && rest != 0; n++, rest &= rest - 1) {
        fits |= Long.lowestOneBit(rest);
      }
      return fits;
    }
  }

  /// R4: waits for Dirty = 0, once per residency, so that what is pending is signalled.
  public static class Commit extends ArmStep {
    /// The step as it is.
    public Commit() {
      super("R4 wait for Dirty = 0", "Linux vgic_v4_commit", ArmCost.GIC_MMIO, Decision.SPIN);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      long state = machine.words.load(machine.vpes.state(machine.numberOf(agent)));
      boolean waits = VpeBank.RESIDENT.get(state) == 1 && VpeBank.READY.get(state) == 0;
      return waits && machine.isDirty(machine.processorOf(agent)) ? 0 : 1;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int state = machine.vpes.state(machine.numberOf(agent));
      if (machine.get(state, VpeBank.RESIDENT) == 1) {
        machine.set(state, VpeBank.READY, 1);
      }
      return NEXT;
    }
  }

  /// Whoever injects has to send an interrupt from now on ...
  public static class SetInGuest extends ArmStep {
    /// The step as it is.
    public SetInGuest() {
      super("mode := IN_GUEST", "Linux kvm_arch_vcpu_ioctl_run, smp_store_mb", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.words.store(machine.vcpus.mode(machine.numberOf(agent)), Mode.IN_GUEST);
      return NEXT;
    }
  }

  /// ... which is seen before requests are looked at.
  public static class OrderMode extends ArmStep {
    /// The step as it is.
    public OrderMode() {
      super("barrier", "Linux smp_store_mb: dmb ish", Cost.LOCKED);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.words.fence();
      return NEXT;
    }
  }

  /// A kick aborts the entry ...
  public static class CheckMode extends ArmStep {
    private final Label abort;

    /// @param abort the way back
    public CheckMode(Label abort) {
      super("kicked?", "Linux kvm_vcpu_exit_request", Cost.PLAIN);
      this.abort = abort;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      long mode = machine.words.load(machine.vcpus.mode(machine.numberOf(agent)));
      return mode == Mode.EXITING_GUEST ? abort.pc() : NEXT;
    }
  }

  /// ... and so do requests, and the end of the time slice.
  public static class CheckRequests extends ArmStep {
    private final Label abort;

    /// @param abort the way back
    public CheckRequests(Label abort) {
      super("requests?", "Linux kvm_vcpu_exit_request", Cost.PLAIN);
      this.abort = abort;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int p = machine.processorOf(agent);
      boolean due = machine.get(machine.pcpus.flags(p), ProcessorBank.NEED_RESCHED) == 1;
      return due || machine.words.load(machine.vcpus.requests(machine.numberOf(agent))) != 0
          ? abort.pc()
          : NEXT;
    }
  }

  /// The guest runs.
  public static class Enter extends ArmStep {
    private final Label exited;

    /// @param exited where the thread goes on after the exit
    public Enter(Label exited) {
      super("enter guest", "Linux __kvm_vcpu_run", KvmCost.VM_ENTRY);
      this.exited = exited;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.processorOf(agent);
      machine.mark(agent, Mark.ENTRY, v, p);
      machine.run(p, machine.guestAgent(v));
      return exited.pc();
    }
  }

  /// The entry is given up.
  public static class Abort extends ArmStep {
    /// The step as it is.
    public Abort() {
      super("abort: mode := OUTSIDE", "Linux kvm_arch_vcpu_ioctl_run", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.words.store(machine.vcpus.mode(machine.numberOf(agent)), Mode.OUTSIDE_GUEST);
      return NEXT;
    }
  }

  /// What the guest did not take from its list registers is queued again.
  public static class Sync extends ArmStep {
    private final int word;

    Sync(int word) {
      super(
          "list registers to latch[" + word + "]",
          "Linux vgic_fold_lr_state",
          ArmCost.LIST_REGISTER);
      this.word = word;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long listed = machine.words.load(machine.vgics.list(v, word));
      if (listed != 0) {
        machine.words.store(machine.vgics.list(v, word), 0);
        machine.words.getAndOr(machine.vgics.latch(v, word), listed);
      }
      return NEXT;
    }
  }

  /// Interrupts and preemption are on again.
  public static class EnableAfterAbort extends ArmStep {
    private final Label run;

    /// @param run the loop
    public EnableAfterAbort(Label run) {
      super("abort: interrupts on", "Linux local_irq_enable, preempt_enable", Cost.PLAIN);
      this.run = run;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      return machine.enableAndGoOn(agent, run.pc());
    }
  }
}
