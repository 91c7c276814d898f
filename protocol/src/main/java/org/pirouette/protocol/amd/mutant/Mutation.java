package org.pirouette.protocol.amd.mutant;

import java.util.function.UnaryOperator;
import org.pirouette.protocol.amd.AmdMachine;
import org.pirouette.protocol.amd.AmdStep;
import org.pirouette.protocol.step.Step;

/// A wrong step in the place of a right one, which it may still call.
final class Mutation<S extends Step> extends AmdStep {
  /// What the wrong step does.
  @FunctionalInterface
  interface Execution<S extends Step> {
    /// Takes the step.
    ///
    /// @param origin the right step
    /// @return as [Step#execute]
    int execute(S origin, AmdMachine machine, int agent, int choice);
  }

  /// Replaces each step of one class.
  static <S extends Step> UnaryOperator<Step> replacing(Class<S> kind, Execution<S> execution) {
    return step -> kind.isInstance(step) ? new Mutation<>(kind.cast(step), execution) : step;
  }

  private final S origin;
  private final Execution<S> execution;

  Mutation(S origin, Execution<S> execution) {
    super(origin.name() + " (mutant)", origin.source(), origin.cost(), origin.decision());
    this.origin = origin;
    this.execution = execution;
  }

  @Override
  public boolean optional(AmdMachine machine, int agent) {
    return origin.optional(machine, agent);
  }

  @Override
  public int alternatives(AmdMachine machine, int agent) {
    return origin.alternatives(machine, agent);
  }

  @Override
  public int choice(AmdMachine machine, int agent, int alternative) {
    return origin.choice(machine, agent, alternative);
  }

  @Override
  public String describe(AmdMachine machine, int agent, int choice) {
    return origin.describe(machine, agent, choice);
  }

  @Override
  public int execute(AmdMachine machine, int agent, int choice) {
    return execution.execute(origin, machine, agent, choice);
  }
}
