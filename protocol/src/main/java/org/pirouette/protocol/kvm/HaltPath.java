package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Words;

/// The halt path of a vCPU (A7, B0 to B6): perhaps poll, publish that it blocks, look once more,
/// and sleep.
public final class HaltPath {
  private final ThreadLabels labels;
  private final Label first = new Label("runnable before block");
  private final Label poll = new Label("halt polling");
  private final Label polled = new Label("polled");
  private final Label block = new Label("kvm_vcpu_block");
  private final Label again = new Label("set_current_state");
  private final Label checked = new Label("kvm_vcpu_check_block");
  private final Label finish = new Label("finish_rcuwait");
  private final Label last = new Label("runnable after block");

  HaltPath(ThreadLabels labels) {
    this.labels = labels;
  }

  void addTo(Program.Assembler assembler, MachineConfiguration configuration, ThreadHooks hooks) {
    boolean polling = configuration.features().haltPolling();
    boolean preemptionTimer = configuration.preemptionTimer();
    Label unhalt = new Label("mp_state := RUNNABLE");
    Label wait = polling ? poll : block;
    Label timer = new Label("kvm_lapic_switch_to_sw_timer");
    hooks.beforeHalt(assembler.label(labels.halt), labels);
    assembler
        .step(new Check("runnable?", labels, first))
        .label(first)
        .step(
            preemptionTimer
                ? new BranchByTimer("runnable: do not block", unhalt, wait, timer)
                : new Branch("runnable: do not block", unhalt, wait));
    if (preemptionTimer) {
      hooks.switchToHostTimer(assembler.label(timer), labels, wait);
    }
    if (polling) {
      assembler
          .label(poll)
          .step(new Poll(labels, polled, block))
          .label(polled)
          .step(new Polled(unhalt, poll));
    }
    boolean hooked = hooks.actsOnBlocking();
    assembler.label(block);
    if (hooked) {
      hooks.vcpuBlocking(assembler.step(new DisablePreemption()), labels);
    }
    assembler.step(new Publish());
    if (hooked) {
      assembler.step(new EnablePreemption());
    }
    assembler
        .label(again)
        .step(new SetInterruptible())
        .step(new Check("B3 check block", labels, checked))
        .label(checked)
        .step(new BranchAwake(finish))
        .step(new TakeUnblock(finish))
        .step(new Schedule(labels.schedOut, again))
        .label(finish);
    if (hooked) {
      assembler.step(new DisablePreemption());
    }
    assembler.step(new SetRunning()).step(new Unpublish());
    if (hooked) {
      hooks.vcpuUnblocking(assembler, labels);
      assembler.step(new EnablePreemption());
    }
    assembler
        .step(new Check("runnable now?", labels, last))
        .label(last)
        .step(
            new Branch("runnable: leave halt", unhalt, hooks.wakeEndsHalt() ? unhalt : labels.run));
    hooks.afterHalt(assembler.label(unhalt), labels);
    assembler.step(new Unhalt(labels.run));
  }

  /// Calls the check for runnability.
  public static class Check extends KvmStep {
    private final ThreadLabels labels;
    private final Label back;

    Check(String name, ThreadLabels labels, Label back) {
      super(name, "Linux kvm_arch_vcpu_runnable", Cost.PLAIN);
      this.labels = labels;
      this.back = back;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      return labels.callCheck(machine, agent, back);
    }
  }

  /// Goes on by the check's answer.
  public static class Branch extends KvmStep {
    private final Label runnable;
    private final Label idle;

    /// @param name of the step
    /// @param runnable where a runnable vCPU goes on
    /// @param idle where another goes on
    public Branch(String name, Label runnable, Label idle) {
      super(name, "Linux vcpu_block", Cost.PLAIN);
      this.runnable = runnable;
      this.idle = idle;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      boolean answer = machine.takeFlag(agent);
      return (answer ? runnable : idle).pc();
    }
  }

  /// The same; but a vCPU whose timer the VMX preemption timer counts for sees to that first.
  public static final class BranchByTimer extends Branch {
    private final Label idle;
    private final Label timer;

    /// @param name of the step
    /// @param runnable where a runnable vCPU goes on
    /// @param idle where another goes on
    /// @param timer where its timer is switched first
    public BranchByTimer(String name, Label runnable, Label idle, Label timer) {
      super(name, runnable, idle);
      this.idle = idle;
      this.timer = timer;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int next = super.execute(machine, agent, choice);
      return next == idle.pc() && machine.usesPreemptionTimer(machine.numberOf(agent))
          ? timer.pc()
          : next;
    }
  }

  /// B0: polls once more, or gives up.
  public static class Poll extends KvmStep {
    private final ThreadLabels labels;
    private final Label polled;
    private final Label block;

    Poll(ThreadLabels labels, Label polled, Label block) {
      super("B0 poll", "Linux kvm_vcpu_halt", KvmCost.HALT_POLL, Decision.HALT_POLL);
      this.labels = labels;
      this.polled = polled;
      this.block = block;
    }

    @Override
    public boolean optional(KvmMachine machine, int agent) {
      return false;
    }

    @Override
    public int alternatives(KvmMachine machine, int agent) {
      long budgets = machine.words.load(machine.vcpus.budgets(machine.numberOf(agent)));
      return Budget.of(Limit.POLLS).left(budgets) ? 2 : 1;
    }

    @Override
    public int choice(KvmMachine machine, int agent, int alternative) {
      return alternative == 0 ? 1 : 0;
    }

    @Override
    public String describe(KvmMachine machine, int agent, int choice) {
      return choice == 0 ? "look again" : "give up";
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      if (choice == 1) {
        return block.pc();
      }
      machine.spend(machine.vcpus.budgets(machine.numberOf(agent)), Limit.POLLS);
      return labels.callCheck(machine, agent, polled);
    }
  }

  /// B0: leaves the halt if the poll found work, or if somebody asked for it.
  public static class Polled extends KvmStep {
    private final Label unhalt;
    private final Label poll;

    /// @param unhalt the end of the halt
    /// @param poll the next round
    public Polled(Label unhalt, Label poll) {
      super("B0 found work?", "Linux kvm_vcpu_check_block", Cost.PLAIN);
      this.unhalt = unhalt;
      this.poll = poll;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      if (!machine.takeFlag(agent)) {
        return poll.pc();
      }
      machine.mark(agent, Mark.POLL_HIT, machine.numberOf(agent), 0);
      return unhalt.pc();
    }
  }

  /// Preemption is off while the architecture prepares for blocking, or for running again.
  public static class DisablePreemption extends KvmStep {
    /// The step as it is.
    public DisablePreemption() {
      super("B1 preemption off", "Linux kvm_vcpu_block, preempt_disable", Cost.PLAIN);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      machine.set(machine.pcpus.flags(machine.processorOf(agent)), ProcessorBank.PREEMPTION_OFF, 1);
      return NEXT;
    }
  }

  /// Preemption is on again, and happens if the time slice has ended meanwhile.
  public static class EnablePreemption extends KvmStep {
    /// The step as it is.
    public EnablePreemption() {
      super("B1 preemption on", "Linux kvm_vcpu_block, preempt_enable", Cost.PLAIN);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      return machine.enableAndGoOn(agent, machine.nextPc(agent));
    }
  }

  /// B1: publishes that the thread blocks.
  public static class Publish extends KvmStep {
    /// The step as it is.
    public Publish() {
      super("B1 publish rcuwait", "Linux prepare_to_rcuwait", Cost.PLAIN);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      machine.words.store(machine.vcpus.rcuwait(machine.numberOf(agent)), 1);
      return NEXT;
    }
  }

  /// B2: TASK_INTERRUPTIBLE, with a full barrier before the check.
  public static class SetInterruptible extends KvmStep {
    /// The step as it is.
    public SetInterruptible() {
      super("B2 TASK_INTERRUPTIBLE", "Linux set_current_state", Cost.LOCKED);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int task = machine.vcpus.task(machine.numberOf(agent));
      machine.words.getAndOr(task, VcpuBank.INTERRUPTIBLE.mask());
      return NEXT;
    }
  }

  /// B3: does not sleep if it is runnable ...
  public static class BranchAwake extends KvmStep {
    private final Label finish;

    /// @param finish the end of the wait
    public BranchAwake(Label finish) {
      super("B3 runnable: do not sleep", "Linux kvm_vcpu_check_block", Cost.PLAIN);
      this.finish = finish;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      boolean answer = machine.takeFlag(agent);
      return answer ? finish.pc() : NEXT;
    }
  }

  /// B3: ... or if somebody asked it not to.
  public static class TakeUnblock extends KvmStep {
    private final Label finish;

    /// @param finish the end of the wait
    public TakeUnblock(Label finish) {
      super("B3 take UNBLOCK", "Linux kvm_vcpu_check_block, KVM_REQ_UNBLOCK", Cost.LOCKED);
      this.finish = finish;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int requests = machine.vcpus.requests(machine.numberOf(agent));
      long before = machine.words.getAndAnd(requests, ~Request.UNBLOCK);
      return (before & Request.UNBLOCK) != 0 ? finish.pc() : NEXT;
    }
  }

  /// B4: leaves the run queue, unless a wake came in between.
  public static class Schedule extends KvmStep {
    private final Label schedOut;
    private final Label again;

    /// @param schedOut what the preempt notifier does
    /// @param again where the thread goes on when it is woken
    public Schedule(Label schedOut, Label again) {
      super("B4 schedule", "Linux schedule", KvmCost.SCHED_OUT);
      this.schedOut = schedOut;
      this.again = again;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      Words words = machine.words;
      while (true) {
        long task = words.load(machine.vcpus.task(v));
        if (VcpuBank.INTERRUPTIBLE.get(task) == 0) {
          return again.pc();
        }
        if (words.compareAndSet(machine.vcpus.task(v), task, VcpuBank.ON_QUEUE.set(task, 0))) {
          machine.mark(agent, Mark.BLOCKED, v, machine.processorOf(agent));
          machine.setRegister(agent, Registers.RESUME, again.pc());
          machine.disableForSwitch(machine.processorOf(agent));
          return schedOut.pc();
        }
      }
    }
  }

  /// B6: TASK_RUNNING.
  public static class SetRunning extends KvmStep {
    /// The step as it is.
    public SetRunning() {
      super("B6 TASK_RUNNING", "Linux finish_rcuwait, __set_current_state", Cost.PLAIN);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int task = machine.vcpus.task(machine.numberOf(agent));
      machine.words.getAndAnd(task, ~VcpuBank.INTERRUPTIBLE.mask());
      return NEXT;
    }
  }

  /// B6: nobody needs to wake the thread any more.
  public static class Unpublish extends KvmStep {
    /// The step as it is.
    public Unpublish() {
      super("B6 clear rcuwait", "Linux finish_rcuwait", Cost.PLAIN);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      machine.words.store(machine.vcpus.rcuwait(machine.numberOf(agent)), 0);
      return NEXT;
    }
  }

  /// The halt is over; the VMX preemption timer takes over again from the host timer.
  public static class Unhalt extends KvmStep {
    private final Label run;

    /// @param run the loop
    public Unhalt(Label run) {
      super("mp_state := RUNNABLE", "Linux vcpu_block, kvm_lapic_switch_to_hv_timer", Cost.PLAIN);
      this.run = run;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      if (machine.usesPreemptionTimer(v)) {
        machine.switchToGuestTimer(v);
      }
      machine.set(machine.vcpus.guest(v), VcpuBank.HALTED, 0);
      return run.pc();
    }
  }
}
