package org.pirouette.report.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Agent.Kind;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Step;

/// Runs a machine in the calmest way: hardware before software, one step at a time, and nothing
/// that the environment may leave undone unless it is asked for. So there is one order of steps,
/// and it is the one that a reader expects.
final class Director {
  private static final int MOST_STEPS = 20_000;

  private static final List<Kind> ORDER =
      List.of(
          Kind.CONTROLLER,
          Kind.IOMMU,
          Kind.PROCESSOR,
          Kind.BUS,
          Kind.HANDLER,
          Kind.THREAD,
          Kind.SCHEDULER,
          Kind.GUEST,
          Kind.ENVIRONMENT,
          Kind.TIMER,
          Kind.TICK,
          Kind.DEVICE);

  private final KvmMachine machine;
  private final Scribe scribe;
  private final List<Agent> agents;
  private final Set<Integer> frozen = new HashSet<>();
  private final int[] preferred;

  /// Directs a machine; the scribe is told of each step.
  Director(KvmMachine machine, Scribe scribe) {
    this.machine = machine;
    this.scribe = scribe;
    this.agents = new ArrayList<>(machine.agents());
    agents.sort(Comparator.comparingInt(agent -> ORDER.indexOf(agent.kind())));
    this.preferred = new int[machine.configuration().processors()];
  }

  /// Lets an agent stand still until [#thaw].
  Director freeze(int agent) {
    frozen.add(agent);
    return this;
  }

  /// Lets all agents go on.
  Director thaw() {
    frozen.clear();
    return this;
  }

  /// Says which vCPU a pCPU picks if it has the choice.
  Director prefer(int processor, int vcpu) {
    preferred[processor] = vcpu;
    return this;
  }

  /// Steps whoever has to step, until nobody has to.
  ///
  /// @throws IllegalStateException if that never ends
  Director settle() {
    return until(() -> false);
  }

  /// Steps whoever has to step, until the condition holds or nobody has to.
  Director until(BooleanSupplier condition) {
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      Agent next = condition.getAsBoolean() ? null : next();
      if (next == null) {
        return this;
      }
      take(next.id(), choice(next.id()));
    }
    throw new IllegalStateException(
        "the machine has not come to rest after " + MOST_STEPS + " steps");
  }

  /// Makes an agent take its next step by a choice of the environment.
  Director choose(int agent, int choice) {
    take(agent, choice);
    return this;
  }

  private @Nullable Agent next() {
    for (Agent agent : agents) {
      int id = agent.id();
      if (!frozen.contains(id)
          && machine.alternatives(id) > 0
          && !machine.currentStep(id).optional(machine, id)) {
        return agent;
      }
    }
    return null;
  }

  /// The first alternative, except that a pCPU picks the vCPU it prefers.
  private int choice(int agent) {
    Step step = machine.currentStep(agent);
    if (step.decision() == Decision.PICK_NEXT) {
      int wanted = preferred[machine.numberOf(agent)];
      for (int i = 0; i < machine.alternatives(agent); i++) {
        if (step.choice(machine, agent, i) == wanted) {
          return wanted;
        }
      }
    }
    return step.mayBlock() ? step.choice(machine, agent, 0) : 0;
  }

  private void take(int agent, int choice) {
    scribe.before(agent, choice);
    machine.decide(agent, choice);
    scribe.after(agent);
  }
}
