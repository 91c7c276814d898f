package org.pirouette.prove.explore;

import java.util.List;
import org.pirouette.protocol.step.Step;

/// Agents whose steps change one set of words. Everything that can change is in the words, so an
/// object of this kind is only a view: setting the words sets the state.
///
/// Each worker of an exploration has its own; it needs no synchronization.
public interface StepSystem {
  /// Number of agents.
  int agents();

  /// The agent's name, for charts.
  String agentName(int agent);

  /// The step that the agent takes next.
  Step step(int agent);

  /// In how many ways the agent can step now: 0 if it may not. Changes no word.
  int alternatives(int agent);

  /// Takes the agent's next step, its program counter included.
  ///
  /// @param alternative 0 to [#alternatives] - 1
  void execute(int agent, int alternative);

  /// What one of the ways is called, where the environment chooses; empty otherwise.
  default String describe(int agent, int alternative) {
    return "";
  }

  /// The processor whose store buffer the agent's next step uses, or -1 if its accesses are never
  /// buffered (devices, hardware).
  default int processor(int agent) {
    return agent;
  }

  /// Whether the agent is the environment: it may act, but nothing relies on it. A state in which
  /// only such agents can step is at rest.
  default boolean optional(int agent) {
    return false;
  }

  /// Whether no property looks at the agent's private words as they are now. If that is so before
  /// and after a step that is determined and touches private words only, a reduction may take the
  /// step ahead of all others.
  default boolean unnoticed(int agent) {
    return false;
  }

  /// What must hold.
  default List<Property> properties() {
    return List.of();
  }
}
