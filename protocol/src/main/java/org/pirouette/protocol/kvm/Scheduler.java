package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// The host's scheduler: on each pCPU the choice of the next thread, which may come from another
/// pCPU (migration), and the end of time slices.
public final class Scheduler {
  private Scheduler() {}

  public static Program program(Assembly assembly, Label schedIn) {
    return assembly.assembler("scheduler").step(new Pick(schedIn)).assemble();
  }

  public static Program tick(Assembly assembly) {
    return assembly.assembler("tick").step(new EndSlice()).assemble();
  }

  /// An idle pCPU takes a runnable thread that is allowed there.
  public static class Pick extends KvmStep {
    private final Label schedIn;

    /// @param schedIn where a picked thread goes on
    public Pick(Label schedIn) {
      super("pick next", "Linux __schedule", KvmCost.SCHED_IN, Decision.PICK_NEXT);
      this.schedIn = schedIn;
    }

    @Override
    public boolean optional(KvmMachine machine, int agent) {
      return false;
    }

    private static boolean waits(KvmMachine machine, int v) {
      long task = machine.words.load(machine.vcpus.task(v));
      return VcpuBank.ON_QUEUE.get(task) == 1 && VcpuBank.ON_CPU.get(task) == 0;
    }

    @Override
    public int alternatives(KvmMachine machine, int agent) {
      int p = machine.numberOf(agent);
      if (machine.get(machine.pcpus.flags(p), ProcessorBank.OFFLINE) == 1) {
        return 0;
      }
      int count = 0;
      for (int v : machine.candidates(p)) {
        count += waits(machine, v) ? 1 : 0;
      }
      return count;
    }

    @Override
    public int choice(KvmMachine machine, int agent, int alternative) {
      int left = alternative;
      for (int v : machine.candidates(machine.numberOf(agent))) {
        if (waits(machine, v) && left-- == 0) {
          return v;
        }
      }
      throw new IllegalArgumentException("no alternative " + alternative + " to pick");
    }

    @Override
    public String describe(KvmMachine machine, int agent, int choice) {
      return "vCPU " + choice;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      int task = machine.vcpus.task(choice);
      long before = machine.words.load(task);
      long after = VcpuBank.ON_CPU.set(before, 1);
      if (!waits(machine, choice) || !machine.words.compareAndSet(task, before, after)) {
        return 0;
      }
      machine.words.store(machine.vcpus.taskCpu(choice), p);
      machine.words.store(
          machine.pcpus.flags(p),
          ProcessorBank.INTERRUPTS_ON.mask() | ProcessorBank.PREEMPTION_OFF.mask());
      machine.words.store(machine.threadCounter(choice), schedIn.pc());
      machine.run(p, machine.thread(choice));
      return 0;
    }
  }

  /// The time slice of the thread or guest that runs here ends: the timer interrupt is pending, and
  /// the thread is to be taken off as soon as it may be preempted.
  public static class EndSlice extends KvmStep {
    /// The step as it is.
    public EndSlice() {
      super("slice ends", "Linux sched_tick, resched_curr", Cost.NONE, Decision.PREEMPT);
    }

    @Override
    public int alternatives(KvmMachine machine, int agent) {
      int p = machine.numberOf(agent);
      if (!Budget.of(Limit.PREEMPTIONS).left(machine.words.load(machine.pcpus.slices(p)))) {
        return 0;
      }
      Agent.Kind kind = machine.kindOf((int) machine.words.load(machine.pcpus.context(p)));
      return (kind == Agent.Kind.THREAD || kind == Agent.Kind.GUEST)
              && machine.get(machine.pcpus.flags(p), ProcessorBank.NEED_RESCHED) == 0
          ? 1
          : 0;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      machine.spend(machine.pcpus.slices(p), Limit.PREEMPTIONS);
      machine.words.getAndOr(machine.pcpus.flags(p), ProcessorBank.NEED_RESCHED.mask());
      machine.raiseTimer(p);
      return 0;
    }
  }
}
