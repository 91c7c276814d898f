package org.pirouette.protocol.step;

import java.util.function.UnaryOperator;

/// A wrong step in the place of a right one, which it may still call. Architectures offer it with
/// their own type of machine.
public final class Mutation<S extends Step> extends Step {
  /// What the wrong step does.
  @FunctionalInterface
  public interface Execution<S extends Step> {
    /// Takes the step.
    ///
    /// @param origin the right step
    /// @return as [Step#execute]
    int execute(S origin, Machine machine, int agent, int choice);
  }

  private final S origin;
  private final Execution<S> execution;

  private Mutation(S origin, Decision decision, Execution<S> execution) {
    super(origin.name() + " (mutant)", origin.source(), origin.cost(), decision);
    this.origin = origin;
    this.execution = execution;
  }

  /// Replaces each step of one class.
  public static <S extends Step> UnaryOperator<Step> replacing(
      Class<S> kind, Execution<S> execution) {
    return step ->
        kind.isInstance(step) ? new Mutation<>(kind.cast(step), step.decision(), execution) : step;
  }

  /// Replaces each step of one class by one that waits for nothing.
  public static <S extends Step> UnaryOperator<Step> hastening(
      Class<S> kind, Execution<S> execution) {
    return step ->
        kind.isInstance(step) ? new Mutation<>(kind.cast(step), Decision.NONE, execution) : step;
  }

  @Override
  public boolean optional(Machine machine, int agent) {
    return waits() && origin.optional(machine, agent);
  }

  @Override
  public int alternatives(Machine machine, int agent) {
    return waits() || origin.decision() == Decision.NONE ? origin.alternatives(machine, agent) : 1;
  }

  private boolean waits() {
    return decision() != Decision.NONE;
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
