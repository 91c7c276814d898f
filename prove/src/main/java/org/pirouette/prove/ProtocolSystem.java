package org.pirouette.prove;

import java.util.List;
import org.pirouette.protocol.Machine;
import org.pirouette.protocol.Step;
import org.pirouette.prove.explore.Property;
import org.pirouette.prove.explore.StepSystem;

/// The agents of a machine.
final class ProtocolSystem implements StepSystem {
  private final Machine machine;
  private final int agents;
  private final List<Property> properties;

  ProtocolSystem(Machine machine, List<String> rules) {
    this.machine = machine;
    agents = machine.agents().size();
    properties = new Invariants(machine, rules).properties();
  }

  @Override
  public int agents() {
    return agents;
  }

  @Override
  public String agentName(int agent) {
    return machine.agent(agent).name();
  }

  @Override
  public Step step(int agent) {
    return machine.currentStep(agent);
  }

  @Override
  public int alternatives(int agent) {
    return machine.alternatives(agent);
  }

  @Override
  public void execute(int agent, int alternative) {
    machine.step(agent, alternative);
  }

  @Override
  public int processor(int agent) {
    return machine.processor(agent);
  }

  @Override
  public boolean optional(int agent) {
    return machine.currentStep(agent).optional(machine, agent);
  }

  @Override
  public String describe(int agent, int alternative) {
    Step step = machine.currentStep(agent);
    return step.mayBlock()
        ? step.describe(machine, agent, step.choice(machine, agent, alternative))
        : "";
  }

  @Override
  public List<Property> properties() {
    return properties;
  }
}
