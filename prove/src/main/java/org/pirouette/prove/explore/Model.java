package org.pirouette.prove.explore;

import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Words;

/// What is explored: a layout of words, which also gives the initial state, and the agents on them.
public interface Model {
  /// Name for reports.
  String name();

  /// The words. The initial values are the initial state.
  Layout layout();

  /// The agents, acting on the given words. Called once for each worker.
  StepSystem system(Words words);
}
