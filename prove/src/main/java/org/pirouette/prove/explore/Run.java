package org.pirouette.prove.explore;

import java.util.List;
import org.pirouette.protocol.step.Layout;

/// One run of a model: the steps taken from the initial state, one after the other.
///
/// @param steps in order
/// @param loop index of the first step of the part that is repeated for ever, or -1 for a run that
///   ends
public record Run(List<Taken> steps, int loop) {
  public Run {
    steps = List.copyOf(steps);
  }

  /// A run that ends.
  public Run(List<Taken> steps) {
    this(steps, -1);
  }

  /// One step.
  ///
  /// @param agent its index
  /// @param agentName its name
  /// @param alternative which of the agent's alternatives was taken
  /// @param step name of the step
  /// @param choice what the environment chose; empty if there was nothing to choose
  /// @param source kernel function or manual section
  /// @param changes what it changed, in the order of the words
  public record Taken(
      int agent,
      String agentName,
      int alternative,
      String step,
      String choice,
      String source,
      List<Change> changes) {
    public Taken {
      changes = List.copyOf(changes);
    }
  }

  /// A word's value before and after a step.
  public record Change(Layout.Word word, long before, long after) {}
}
