package org.pirouette.report.explain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Agent.Kind;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;
import org.pirouette.simulate.scenario.Delay;

/// What each step costs, one interrupt at a time, as the simulator charges it: by the step's kind;
/// by the mark of work that no step stands for; or by the price of a whole exit, where the profile
/// has one, in place of the steps of the hypervisor up to the entry. `PricingTest` holds the two
/// against each other.
final class Pricing {
  private final KvmMachine machine;
  private final CostProfile costs;
  private final Set<Cost> onSteps = new HashSet<>();
  private final Map<Long, Delay> underway = new HashMap<>();
  private boolean wholeExit;
  private long charged;

  Pricing(KvmMachine machine, CostProfile costs) {
    this.machine = machine;
    this.costs = costs;
    for (Agent agent : machine.agents()) {
      Program program = machine.program(agent.id());
      for (int pc = 0; pc < program.size(); pc++) {
        onSteps.add(program.step(pc).cost());
      }
    }
  }

  /// Before a step is taken: its own price, and the time that passes before it without anybody
  /// working.
  void begin(int agent, int choice) {
    Step step = machine.currentStep(agent);
    charged = delay(agent, step, choice);
    Kind kind = machine.kindOf(agent);
    boolean included = kind == Kind.THREAD && wholeExit && !step.cost().equals(KvmCost.INJECT);
    charged += included ? 0 : costs.cycles(step.cost());
    if (kind == Kind.THREAD && step.cost().equals(KvmCost.VM_ENTRY)) {
      wholeExit = false;
    }
  }

  /// Cycles of the step that was taken.
  long end() {
    return charged;
  }

  /// The step tells of something that costs.
  void mark(int agent, Mark mark, int subject, int value) {
    switch (mark) {
      case EXIT -> exit(subject, value & 0xFF);
      case BLOCKED -> wholeExit &= subject != Scribe.HERO;
      case HOST_INTERRUPT -> charged += byMark(machine.architecture().handlerCost(value));
      case DELIVERED ->
          charged += machine.kindOf(agent) == Kind.PROCESSOR ? byMark(KvmCost.VIRTUAL_DELIVERY) : 0;
      case EOI -> charged += machine.kindOf(agent) == Kind.GUEST ? byMark(KvmCost.VIRTUAL_EOI) : 0;
      case INTERRUPT_SENT ->
          underway.put(
              message(subject, value),
              machine.kindOf(agent) == Kind.IOMMU ? Delay.INTERRUPT_MESSAGE : Delay.IPI_MESSAGE);
      case ENTRY,
          POSTED,
          NOTIFIED,
          COALESCED,
          SUPPRESSED,
          HOST_INTERRUPT_DONE,
          PROCESSED,
          INJECTED,
          WOKEN,
          POLL_HIT,
          SPURIOUS_WAKE,
          SCHEDULED_IN,
          SCHEDULED_OUT,
          RELOCATED -> {}
    }
  }

  private void exit(int vcpu, int reason) {
    if (vcpu != Scribe.HERO) {
      return;
    }
    Price whole = costs.exits().get(machine.architecture().exitReasons().get(reason));
    wholeExit = whole != null;
    charged += whole == null ? byMark(KvmCost.VM_EXIT) : whole.cycles();
  }

  /// The price of work that is told of by a mark; 0 if some step stands for it.
  private long byMark(Cost cost) {
    return onSteps.contains(cost) ? 0 : costs.cycles(cost);
  }

  private long delay(int agent, Step step, int choice) {
    return switch (machine.kindOf(agent)) {
      case IOMMU -> step.mayBlock() ? costs.cycles(Delay.DEVICE_TO_IOMMU) : 0;
      case BUS -> {
        Delay travel = underway.remove(message(machine.numberOf(agent), choice));
        yield travel == null ? 0 : costs.cycles(travel);
      }
      case PROCESSOR -> isIdle(machine.numberOf(agent)) ? costs.cycles(Delay.IDLE_EXIT) : 0;
      case HANDLER, SCHEDULER, TICK, THREAD, GUEST, TIMER, DEVICE, CONTROLLER, ENVIRONMENT -> 0;
    };
  }

  private boolean isIdle(int processor) {
    int context = (int) machine.words().load(machine.pcpus.context(processor));
    return machine.kindOf(context) == Kind.SCHEDULER;
  }

  private static long message(int processor, int vector) {
    return (long) processor << 32 | vector;
  }
}
