package org.pirouette.simulate.runs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.step.PlainWords;

/// The runs of steps that were recorded so far, by the agent and the place where they start.
///
/// **Why.** In the steady state of a simulation the same steps meet the same words again and again:
/// an emulated interrupt is 61 steps, each with a call that the processor cannot predict well. To
/// find that all the words which a run once read are the same again is a loop over two arrays.
///
/// **Why that is no shortcut.** A run is nothing but what the step programs did from these words,
/// under the clock, and only while nothing else was due. Everything else is executed step by step,
/// and so is everything with [org.pirouette.simulate.RunOptions#stepByStep]; both give the same
/// result to the last count.
///
/// A run knows words, agents and prices, but no time: machines of the same configuration and prices
/// can share one collection, one after the other.
public final class StepRuns {
  private static final int VISITS_BEFORE_RECORDING = 4;
  private static final int MOST_FROM_ONE_PLACE = 32;
  private static final int MOST_ATTEMPTS = 64;

  private final @Nullable StepRun[][] first;
  private final int[][] visits;
  private final int[][] attempts;
  private final List<StepRun> all = new ArrayList<>();

  /// @param programSizes by agent the number of steps of its program
  public StepRuns(int[] programSizes) {
    int agents = programSizes.length;
    first = new StepRun[agents][];
    visits = new int[agents][];
    attempts = new int[agents][];
    for (int agent = 0; agent < agents; agent++) {
      int size = programSizes[agent];
      first[agent] = new StepRun[size];
      visits[agent] = new int[size];
      attempts[agent] = new int[size];
    }
  }

  /// The first of the runs from a place; the others follow it.
  public @Nullable StepRun first(int agent, int pc) {
    return first[agent][pc];
  }

  /// Whether all words are as a run found them.
  ///
  /// @param before the run after which no word has changed, or null
  public static boolean fits(StepRun run, PlainWords words, @Nullable StepRun before) {
    if (before != null && run.usualBefore == before) {
      return words.hold(run.restWords, run.restValues);
    }
    boolean fits = words.hold(run.readWords, run.readValues);
    if (fits && before != null && run.usualBefore == null) {
      run.follow(before);
    }
    return fits;
  }

  /// Whether to record what happens now, because no run fits.
  public boolean isWorthRecording(int agent, int pc) {
    if (++visits[agent][pc] < VISITS_BEFORE_RECORDING || attempts[agent][pc] == MOST_ATTEMPTS) {
      return false;
    }
    int count = 0;
    for (StepRun run = first[agent][pc]; run != null; run = run.next) {
      count++;
    }
    if (count == MOST_FROM_ONE_PLACE) {
      attempts[agent][pc] = MOST_ATTEMPTS;
      return false;
    }
    attempts[agent][pc]++;
    return true;
  }

  /// Keeps a run.
  public void add(int agent, int pc, StepRun run) {
    run.next = first[agent][pc];
    first[agent][pc] = run;
    all.add(run);
  }

  /// Adds what the runs stand for since the last time.
  public void book(Ledger ledger) {
    for (StepRun run : all) {
      if (run.uses > 0) {
        run.bookings.book(ledger, run.processor, run.uses);
        run.uses = 0;
      }
    }
  }
}
