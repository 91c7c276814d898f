package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Assembly;
import org.pirouette.protocol.step.Budget;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Limit;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.x86.HostVector;

/// The host's scheduler: on each pCPU the choice of the next thread, which may come from another
/// pCPU (migration), and the end of time slices.
public final class Scheduler {
  private Scheduler() {}

  public static Program program(Assembly assembly, Program thread) {
    int schedIn = thread.indexOf("kvm_sched_in");
    return assembly.assembler("scheduler").step(new Pick(schedIn)).assemble();
  }

  public static Program tick(Assembly assembly) {
    return assembly.assembler("tick").step(new EndSlice()).assemble();
  }

  /// An idle pCPU takes a runnable thread that is allowed there.
  public static class Pick extends Step {
    private final int schedIn;

    /// @param schedIn where a picked thread goes on
    public Pick(int schedIn) {
      super("pick next", "Linux __schedule", Cost.SCHED_IN, Decision.PICK_NEXT);
      this.schedIn = schedIn;
    }

    @Override
    public boolean optional(Machine machine, int agent) {
      return false;
    }

    private static boolean waits(Machine machine, int v) {
      long task = machine.words.load(machine.task(v));
      return Registers.ON_QUEUE.get(task) == 1 && Registers.ON_CPU.get(task) == 0;
    }

    @Override
    public int alternatives(Machine machine, int agent) {
      int p = machine.numberOf(agent);
      if (machine.get(machine.flags(p), Registers.OFFLINE) == 1) {
        return 0;
      }
      int count = 0;
      for (int v : machine.candidates(p)) {
        count += waits(machine, v) ? 1 : 0;
      }
      return count;
    }

    @Override
    public int choice(Machine machine, int agent, int alternative) {
      int left = alternative;
      for (int v : machine.candidates(machine.numberOf(agent))) {
        if (waits(machine, v) && left-- == 0) {
          return v;
        }
      }
      throw new IllegalArgumentException("no alternative " + alternative + " to pick");
    }

    @Override
    public String describe(Machine machine, int agent, int choice) {
      return "vCPU " + choice;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      int task = machine.task(choice);
      long before = machine.words.load(task);
      long after = Registers.TASK_CPU.set(Registers.ON_CPU.set(before, 1), p);
      if (!waits(machine, choice) || !machine.words.compareAndSet(task, before, after)) {
        return 0;
      }
      machine.words.store(
          machine.flags(p), Registers.INTERRUPTS_ON.mask() | Registers.PREEMPTION_OFF.mask());
      machine.words.store(machine.threadCounter(choice), schedIn);
      machine.run(p, machine.thread(choice));
      return 0;
    }
  }

  /// The time slice of the thread or guest that runs here ends: the timer interrupt is pending, and
  /// the thread is to be taken off as soon as it may be preempted.
  public static class EndSlice extends Step {
    /// The step as it is.
    public EndSlice() {
      super("slice ends", "Linux sched_tick, resched_curr", Cost.NONE, Decision.PREEMPT);
    }

    @Override
    public int alternatives(Machine machine, int agent) {
      int p = machine.numberOf(agent);
      if (!Budget.of(Limit.PREEMPTIONS).left(machine.words.load(machine.slices(p)))) {
        return 0;
      }
      Agent.Kind kind = machine.kindOf((int) machine.words.load(machine.context(p)));
      return (kind == Agent.Kind.THREAD || kind == Agent.Kind.GUEST)
              && machine.get(machine.flags(p), Registers.NEED_RESCHED) == 0
          ? 1
          : 0;
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      machine.spend(machine.slices(p), Limit.PREEMPTIONS);
      machine.words.getAndOr(machine.flags(p), Registers.NEED_RESCHED.mask());
      machine.raise(p, HostVector.LOCAL_TIMER);
      return 0;
    }
  }
}
