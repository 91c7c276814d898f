package org.pirouette.prove;

import java.util.List;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Limits;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Step;
import org.pirouette.prove.explore.Property;
import org.pirouette.prove.explore.StepSystem;
import org.pirouette.prove.rule.MachineRules;

/// The agents of a machine, without those that can never step within the situation's limits.
final class ProtocolSystem implements StepSystem {
  private final KvmMachine machine;
  private final int[] agents;
  private final List<Property> properties;
  private final MachineRules rules;

  ProtocolSystem(Situation situation, KvmMachine machine) {
    this.machine = machine;
    agents =
        machine.agents().stream()
            .filter(agent -> mayEverStep(machine, agent))
            .mapToInt(Agent::id)
            .toArray();
    rules = situation.architecture().rules(machine);
    List<String> wanted = situation.properties();
    properties =
        rules.properties().stream()
            .filter(property -> wanted.isEmpty() || wanted.contains(property.name()))
            .toList();
  }

  private static boolean mayEverStep(KvmMachine machine, Agent agent) {
    MachineConfiguration configuration = machine.configuration();
    Limits limits = configuration.limits();
    return switch (agent.kind()) {
      case TICK -> limits.allows(Limit.PREEMPTIONS);
      case TIMER ->
          limits.allows(Limit.TIMERS)
              && configuration.vcpus().get(agent.number()).timerVector() != 0;
      case PROCESSOR,
          HANDLER,
          SCHEDULER,
          BUS,
          THREAD,
          GUEST,
          DEVICE,
          IOMMU,
          CONTROLLER,
          ENVIRONMENT ->
          true;
    };
  }

  @Override
  public int agents() {
    return agents.length;
  }

  @Override
  public String agentName(int agent) {
    return machine.agent(agents[agent]).name();
  }

  @Override
  public Step step(int agent) {
    return machine.currentStep(agents[agent]);
  }

  @Override
  public int alternatives(int agent) {
    return machine.alternatives(agents[agent]);
  }

  @Override
  public void execute(int agent, int alternative) {
    machine.step(agents[agent], alternative);
  }

  @Override
  public int processor(int agent) {
    return machine.processor(agents[agent]);
  }

  @Override
  public boolean optional(int agent) {
    return machine.currentStep(agents[agent]).optional(machine, agents[agent]);
  }

  @Override
  public boolean unnoticed(int agent) {
    int id = agents[agent];
    return machine.kindOf(id) == Agent.Kind.THREAD && rules.unnoticed(machine.numberOf(id));
  }

  @Override
  public String describe(int agent, int alternative) {
    int id = agents[agent];
    Step step = machine.currentStep(id);
    return step.mayBlock() ? step.describe(machine, id, step.choice(machine, id, alternative)) : "";
  }

  @Override
  public List<Property> properties() {
    return properties;
  }
}
