package org.pirouette.prove.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.pirouette.prove.explore.Exploration.Progress;

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

  /// Runs the exploration. It may be three searches, each within the bounds: the first one; one for
  /// the run, if a property is broken; one for fair cycles, if none is.
  public Exploration explore() {
    Search search = new Search(model, bounds, SEED, false, progress);
    try (FingerprintTable table = search.table()) {
      search.run();
      search.stopClock();
      Property broken = search.broken();
      if (broken != null) {
        return search.result(
            violation(broken, search.brokenDepth()),
            Progress.unchecked("that needs a state space that is complete and correct"));
      }
      if (search.limit() != null) {
        return search.result(
            null, Progress.unchecked("that needs a state space that is complete and correct"));
      }
      List<Property> properties = search.properties();
      boolean recurring = properties.stream().anyMatch(Explorer::isRecurring);
      if (!recurring) {
        return search.result(
            null, Progress.unchecked("no property that was asked for is about them"));
      }
      return checkProgress(search, properties.stream().allMatch(Explorer::isRecurring));
    }
  }

  private static boolean isRecurring(Property property) {
    return property.scope() == Property.Scope.RECURRING;
  }

  /// @param nothingElse whether no other properties are looked at, so that without this search
  ///   nothing is known
  private Exploration checkProgress(Search search, boolean nothingElse) {
    Exploration result = search.result(null, Progress.CHECKED);
    if (result.states() > PROGRESS_STATES) {
      String reason = "more than " + PROGRESS_STATES + " states";
      return search.result(null, nothingElse ? Progress.ended(reason) : Progress.unchecked(reason));
    }
    try {
      StateGraph graph = new StateGraph(model, bounds);
      return search.result(new FairCycles(model, graph).find(), Progress.CHECKED);
    } catch (RanOut limit) {
      return search.result(null, Progress.ended(limit.limit()));
    } catch (OutOfMemoryError full) {
      return search.result(null, Progress.ended(Bounds.heapLimit()));
    }
  }

  /// The broken property with its run, as far as the bounds let it be found again.
  private Exploration.Violation violation(Property property, int depth) {
    Search search = new Search(model, bounds.withThreads(1), SEED, true, states -> {});
    try (FingerprintTable table = search.table()) {
      search.run();
      Property broken = search.broken();
      if (broken == null) {
        String limit = search.limit();
        if (limit == null) {
          throw new IllegalStateException(
              "the second search of '" + model.name() + "' did not find the violation again");
        }
        return new Exploration.Violation(
            property.name(), property.meaning(), depth, new Run(List.of()), limit);
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
