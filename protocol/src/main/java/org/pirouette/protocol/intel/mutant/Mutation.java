package org.pirouette.protocol.intel.mutant;

import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Step;

/// A wrong step in the place of a right one, which it may still call.
final class Mutation<S extends Step> extends Step {
  /// What the wrong step does.
  @FunctionalInterface
  interface Execution<S extends Step> {
    /// Takes the step.
    ///
    /// @param origin the right step
    /// @return as [Step#execute]
    int execute(S origin, Machine machine, int agent, int choice);
  }

  private final S origin;
  private final Execution<S> execution;

  Mutation(S origin, Execution<S> execution) {
    super(origin.name() + " (mutant)", origin.source(), origin.cost(), origin.decision());
    this.origin = origin;
    this.execution = execution;
  }

  @Override
  public boolean optional(Machine machine, int agent) {
    return origin.optional(machine, agent);
  }

  @Override
  public int alternatives(Machine machine, int agent) {
    return origin.alternatives(machine, agent);
  }

  @Override
  public int choice(Machine machine, int agent, int alternative) {
    return origin.choice(machine, agent, alternative);
  }

  @Override
  public String describe(Machine machine, int agent, int choice) {
    return origin.describe(machine, agent, choice);
  }

  @Override
  public int execute(Machine machine, int agent, int choice) {
    return execution.execute(origin, machine, agent, choice);
  }
}
