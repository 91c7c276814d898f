package org.pirouette.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Listener;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.X86Machine;

/// Runs a machine by choosing agents at random, and looks at what must hold: no step changes a bit
/// that its word's declaration calls constant, nothing that may never happen happens, and whenever
/// only the environment could go on, no deliverable interrupt is left behind.
class RandomSchedule {
  private final X86Machine machine;
  private final RandomGenerator random;
  private final List<String> trace = new ArrayList<>();
  private final long[] constant;
  private final long[] initial;
  private int delivered;

  RandomSchedule(X86Machine machine, RandomGenerator random) {
    this.machine = machine;
    this.random = random;
    List<Layout.Word> words = machine.layout().words();
    constant = words.stream().mapToLong(word -> ~word.varying()).toArray();
    initial = words.stream().mapToLong(Layout.Word::initial).toArray();
    machine.listen(
        new Listener() {
          @Override
          public void signal(int agent) {}

          @Override
          public void mark(int agent, Mark mark, int subject, int value) {
            delivered += mark == Mark.DELIVERED ? 1 : 0;
          }
        });
  }

  /// How many interrupts the guests handled.
  int delivered() {
    return delivered;
  }

  /// The steps so far, a line each.
  List<String> trace() {
    return trace;
  }

  /// Runs to the end of all budgets.
  ///
  /// @return what is wrong, or null
  @Nullable String run(int maximum) {
    int agents = machine.agents().size();
    int[] enabled = new int[agents];
    for (int step = 0; step < maximum; step++) {
      int fair = 0;
      int count = 0;
      for (int agent = 0; agent < agents; agent++) {
        if (machine.alternatives(agent) > 0) {
          if (machine.currentStep(agent).optional(machine, agent)) {
            enabled[agents - 1 - (count - fair)] = agent;
          } else {
            enabled[fair++] = agent;
          }
          count++;
        }
      }
      if (fair == 0) {
        String problem = leftBehind();
        if (problem != null || count == 0) {
          return problem;
        }
      }
      boolean optional = fair == 0 || (count > fair && random.nextInt(20) == 0);
      int agent =
          optional
              ? enabled[agents - 1 - random.nextInt(count - fair)]
              : enabled[random.nextInt(fair)];
      take(agent);
      String problem = broken();
      if (problem != null) {
        return problem;
      }
    }
    return "no end after " + maximum + " steps";
  }

  /// Called right before a step is taken.
  void beforeStep() {}

  /// Called right after a step was taken.
  void afterStep(Step step) {}

  private void take(int agent) {
    int alternative = random.nextInt(machine.alternatives(agent));
    Step step = machine.currentStep(agent);
    int choice = step.choice(machine, agent, alternative);
    trace.add(
        machine.agent(agent).name() + ": " + step + " " + step.describe(machine, agent, choice));
    beforeStep();
    machine.step(agent, alternative);
    afterStep(step);
  }

  private @Nullable String broken() {
    for (int word = 0; word < constant.length; word++) {
      long value = machine.words().load(word);
      if (((value ^ initial[word]) & constant[word]) != 0) {
        return "word "
            + machine.layout().words().get(word)
            + " has the value "
            + Long.toHexString(value);
      }
    }
    long faults = machine.words().load(machine.ghosts.broken());
    return faults == 0 ? null : "faults " + Long.toBinaryString(faults);
  }

  /// Whether a thread could run but never gets a pCPU, because no time slice ends any more.
  private boolean waitsToRun() {
    for (int v = 0; v < machine.configuration().vcpus().size(); v++) {
      long task = machine.words().load(machine.vcpus.task(v));
      if (VcpuBank.ON_QUEUE.get(task) == 1 && VcpuBank.ON_CPU.get(task) == 0) {
        return true;
      }
    }
    return false;
  }

  private @Nullable String leftBehind() {
    if (waitsToRun()) {
      return null; // it may hold the duty to notify
    }
    for (int v = 0; v < machine.configuration().vcpus().size(); v++) {
      boolean masked = machine.get(machine.vcpus.guest(v), VcpuBank.GUEST_IF) == 0;
      int priority = machine.get(machine.vapics.status(v), VirtualApicBank.VTPR);
      for (int vector : machine.configuration().vectors()) {
        long due =
            machine.words().load(machine.ghosts.owed(v, vector >>> 6))
                | machine.words().load(machine.ghosts.caused(v, vector >>> 6));
        if ((due & 1L << vector) != 0
            && !masked
            && InterruptPriority.priorityClass(vector)
                > InterruptPriority.priorityClass(priority)) {
          return "vCPU " + v + " never handles vector " + Integer.toHexString(vector);
        }
      }
    }
    for (int d = 0; d < machine.configuration().devices().size(); d++) {
      if (machine.words().load(machine.devices.unanswered(d)) != 0) {
        return "interrupt of device " + d + " reached no vCPU, or its EOI nobody";
      }
      if (!machine.entryFollowsRoute(d)) {
        return "IRTE of device " + d + " does not follow its route";
      }
    }
    for (int p = 0; p < machine.configuration().processors(); p++) {
      if (machine.words().load(machine.wakeups.listLock(p)) != 0) {
        return "the lock of wakeup list " + p + " is never released";
      }
      if (machine.words().load(machine.lapics.apicIsr(p)) != 0) {
        return "pCPU " + p + " never ends an interrupt";
      }
    }
    return null;
  }
}
