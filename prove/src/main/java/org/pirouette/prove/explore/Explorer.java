package org.pirouette.prove.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.pirouette.prove.explore.Exploration.Verdict;

/// Explores all interleavings of a model's steps, breadth first, in parallel, and says whether its
/// properties hold. If one does not, a shortest run to a state that breaks it is part of the
/// outcome.
///
/// Only 64-bit fingerprints of the states are kept, and the states of two levels. So the run to a
/// violation is found by a second search, in one thread, which also keeps where each fingerprint
/// came from; it ends where the first one did. Two different states with one fingerprint would be
/// taken for one; [Exploration#collisionProbability] says how likely that was.
public final class Explorer {
  /// Any number will do; another one gives other fingerprints.
  private static final long SEED = 0x5069_726F_7565_7474L;

  /// Up to how many states the search for fair cycles is made: it keeps all states and steps.
  public static final int PROGRESS_STATES = 10_000_000;

  private final Model model;
  private final Bounds bounds;
  private LongConsumer progress = states -> {};

  public Explorer(Model model, Bounds bounds) {
    this.model = model;
    this.bounds = bounds;
  }

  /// Lets somebody know the number of distinct states now and then; called by any worker.
  public Explorer withProgress(LongConsumer listener) {
    progress = listener;
    return this;
  }

  /// Runs the exploration.
  public Exploration explore() {
    Search search = new Search(model, bounds, SEED, false, progress);
    try (FingerprintTable table = search.table()) {
      search.run();
      search.stopClock();
      if (search.broken() != null) {
        return search.result(violation(), false);
      }
      Exploration result = search.result(null, false);
      return result.verdict() == Verdict.CORRECT ? checkProgress(search, result) : result;
    }
  }

  private Exploration checkProgress(Search search, Exploration result) {
    boolean needed = search.recurringProperties();
    if (!needed || result.states() > PROGRESS_STATES) {
      return result;
    }
    StateGraph graph = new StateGraph(model, PROGRESS_STATES);
    if (!graph.complete()) {
      return result;
    }
    return search.result(new FairCycles(model, graph).find(), true);
  }

  private Exploration.Violation violation() {
    Bounds repeated = bounds.withThreads(1).withTime(Duration.ofDays(365));
    Search search = new Search(model, repeated, SEED, true, states -> {});
    try (FingerprintTable table = search.table()) {
      search.run();
      Property broken = search.broken();
      if (broken == null) {
        throw new IllegalStateException(
            "the second search of '" + model.name() + "' did not find the violation again");
      }
      return new Exploration.Violation(
          broken.name(), broken.meaning(), replay(search.fingerprintsToViolation()));
    }
  }

  /// Takes, from the initial state on, a step to each of the given fingerprints.
  private Run replay(List<Long> fingerprints) {
    Replay replay = new Replay(model);
    List<Run.Taken> steps = new ArrayList<>();
    for (long fingerprint : fingerprints.subList(1, fingerprints.size())) {
      steps.add(replay.stepTo(fingerprint, SEED));
    }
    return new Run(steps);
  }
}
