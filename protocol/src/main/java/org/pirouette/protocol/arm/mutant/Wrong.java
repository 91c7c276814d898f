package org.pirouette.protocol.arm.mutant;

import java.util.function.UnaryOperator;
import org.pirouette.protocol.arm.ArmMachine;
import org.pirouette.protocol.step.Mutation;
import org.pirouette.protocol.step.Step;

/// Wrong steps in the place of right ones, on this architecture's machine: see [Mutation].
final class Wrong {
  private Wrong() {}

  /// What the wrong step does.
  @FunctionalInterface
  interface Execution<S extends Step> {
    /// Takes the step.
    ///
    /// @param origin the right step
    /// @return as [Step#execute]
    int execute(S origin, ArmMachine machine, int agent, int choice);
  }

  /// Replaces each step of one class.
  static <S extends Step> UnaryOperator<Step> replacing(Class<S> kind, Execution<S> execution) {
    return Mutation.replacing(
        kind,
        (origin, machine, agent, choice) ->
            execution.execute(origin, (ArmMachine) machine, agent, choice));
  }

  /// Replaces each step of one class by one that waits for nothing.
  static <S extends Step> UnaryOperator<Step> hastening(Class<S> kind, Execution<S> execution) {
    return Mutation.hastening(
        kind,
        (origin, machine, agent, choice) ->
            execution.execute(origin, (ArmMachine) machine, agent, choice));
  }

  /// Leaves each step of one class out.
  static <S extends Step> UnaryOperator<Step> without(Class<S> kind) {
    return hastening(kind, (origin, machine, agent, choice) -> Step.NEXT);
  }
}
