package org.pirouette.protocol.intel.mutant;

import java.util.function.UnaryOperator;
import org.pirouette.protocol.intel.IntelMachine;
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
    int execute(S origin, IntelMachine machine, int agent, int choice);
  }

  /// Replaces each step of one class.
  static <S extends Step> UnaryOperator<Step> replacing(Class<S> kind, Execution<S> execution) {
    return Mutation.replacing(
        kind,
        (origin, machine, agent, choice) ->
            execution.execute(origin, (IntelMachine) machine, agent, choice));
  }
}
