package org.pirouette.simulate.machine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.scenario.CostProfile;

/// The programs of all agents as plain arrays: by agent and program counter the step, its price and
/// where the cycles are booked.
final class PriceList {
  final Step[][] steps;
  final long[][] cycles;
  final byte[][] spendings;

  /// By agent and program counter the ordinal of the step's `Decision`; 0 if it never waits.
  final byte[][] decisions;

  /// By agent and program counter whether the step hands an interrupt to the hardware, which is no
  /// part of a flat price: whether an exit ends so depends on the delivery mode, not on its reason.
  final boolean[][] injections;

  /// By agent the vCPU on whose behalf it works: its number, [#NOBODY], or [#CONTEXT] for a pCPU's
  /// microcode, which works for the guest that is the context.
  final int[] beneficiaries;

  static final int NOBODY = -1;
  static final int CONTEXT = -2;

  final int[] counters;
  final Agent.Kind[] kinds;
  final int[] numbers;
  private final Set<Cost> onSteps = new HashSet<>();
  private final CostProfile costs;

  /// Tells the work of handlers apart.
  final Architecture architecture;

  PriceList(KvmMachine machine, CostProfile costs) {
    this.costs = costs;
    architecture = machine.architecture();
    int agents = machine.agents().size();
    steps = new Step[agents][];
    cycles = new long[agents][];
    spendings = new byte[agents][];
    decisions = new byte[agents][];
    injections = new boolean[agents][];
    beneficiaries = new int[agents];
    counters = new int[agents];
    kinds = new Agent.Kind[agents];
    numbers = new int[agents];
    Agent[] firstWith = new Agent[agents];
    int distinct = 0;
    for (Agent agent : machine.agents()) {
      int id = agent.id();
      counters[id] = agent.counter();
      kinds[id] = agent.kind();
      numbers[id] = agent.number();
      beneficiaries[id] = beneficiary(agent);
      int same = indexOf(machine, firstWith, distinct, agent);
      if (same >= 0) {
        int other = firstWith[same].id();
        steps[id] = steps[other];
        cycles[id] = cycles[other];
        spendings[id] = spendings[other];
        decisions[id] = decisions[other];
        injections[id] = injections[other];
      } else {
        firstWith[distinct++] = agent;
        price(agent, machine.program(agent.id()));
      }
    }
  }

  /// The price of work that the hardware or a handler does as a part of other steps, to be charged
  /// when it is told of by a mark; 0 if it is the cost of a step.
  long byMark(Cost cost) {
    return onSteps.contains(cost) ? 0 : costs.cycles(cost);
  }

  /// By agent the number of steps of its program.
  int[] sizes() {
    return Arrays.stream(steps).mapToInt(program -> program.length).toArray();
  }

  private static int indexOf(KvmMachine machine, Agent[] firstWith, int distinct, Agent agent) {
    for (int i = 0; i < distinct; i++) {
      if (machine.program(firstWith[i].id()) == machine.program(agent.id())
          && firstWith[i].kind() == agent.kind()) {
        return i;
      }
    }
    return -1;
  }

  private void price(Agent agent, Program program) {
    int size = program.size();
    int id = agent.id();
    steps[id] = new Step[size];
    cycles[id] = new long[size];
    spendings[id] = new byte[size];
    decisions[id] = new byte[size];
    injections[id] = new boolean[size];
    for (int pc = 0; pc < size; pc++) {
      Step step = program.step(pc);
      steps[id][pc] = step;
      onSteps.add(step.cost());
      injections[id][pc] = step.cost().equals(KvmCost.INJECT);
      decisions[id][pc] = (byte) step.decision().ordinal();
      cycles[id][pc] = costs.cycles(step.cost());
      spendings[id][pc] = (byte) spending(agent.kind(), step.cost()).ordinal();
    }
  }

  private static int beneficiary(Agent agent) {
    return switch (agent.kind()) {
      case GUEST, THREAD -> agent.number();
      case PROCESSOR -> CONTEXT;
      case HANDLER, SCHEDULER, TICK, BUS, TIMER, DEVICE, IOMMU, CONTROLLER, ENVIRONMENT -> NOBODY;
    };
  }

  private static Spending spending(Agent.Kind kind, Cost cost) {
    if (cost.work() == Cost.Work.WORLD_SWITCH) {
      return Spending.EXITS;
    }
    return switch (kind) {
      case GUEST -> Spending.GUEST_HANDLER;
      case PROCESSOR -> Spending.DELIVERY;
      case THREAD -> Spending.EXITS;
      case HANDLER -> Spending.HOST_INTERRUPTS;
      case SCHEDULER -> Spending.SCHEDULING;
      case TICK, BUS, TIMER, DEVICE, IOMMU, CONTROLLER, ENVIRONMENT -> Spending.IDLE;
    };
  }
}
