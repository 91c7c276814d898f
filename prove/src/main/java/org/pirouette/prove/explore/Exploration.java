package org.pirouette.prove.explore;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The outcome of an exploration.
///
/// @param verdict what it says about the model
/// @param violation the broken property with the shortest run to it; present if and only if the
///   verdict is [Verdict#VIOLATED]
/// @param limit which bound ended it, in words; present if and only if not exhausted
/// @param states distinct states found
/// @param transitions steps executed
/// @param depth steps from the initial state to the last level that was looked at
/// @param restStates distinct states at rest
/// @param stateBits bits of a packed state
/// @param tableBytes memory of the fingerprint table
/// @param frontierBytes largest memory of the levels being worked on
/// @param collisionProbability estimate of the probability that two different states had the same
///   fingerprint, so that one was left out: states * (transitions - states) / 2^64, as TLC computes
///   it
/// @param stepsTaken names of the steps that led to some new state
/// @param progress what came of the search for fair cycles
/// @param time wall-clock time, without the reconstruction of the run
public record Exploration(
    Verdict verdict,
    @Nullable Violation violation,
    @Nullable String limit,
    long states,
    long transitions,
    int depth,
    long restStates,
    int stateBits,
    long tableBytes,
    long frontierBytes,
    double collisionProbability,
    Set<String> stepsTaken,
    Progress progress,
    Duration time) {

  /// What an exploration says.
  public enum Verdict {
    /// Every reachable state was looked at, and every property holds.
    CORRECT,
    /// A property is broken.
    VIOLATED,
    /// No property is broken in what was looked at, but a bound ended the search.
    NOT_EXHAUSTED
  }

  /// What came of the search for fair cycles, that is of the properties that must hold again and
  /// again.
  ///
  /// @param checked whether all of them were checked
  /// @param limit which bound of the user's ended it, in words, or that there was nothing else to
  ///   check; null if none did
  /// @param reason why they were not checked; empty if they were
  public record Progress(boolean checked, @Nullable String limit, String reason) {
    static final Progress CHECKED = new Progress(true, null, "");

    static Progress unchecked(String reason) {
      return new Progress(false, null, reason);
    }

    static Progress ended(String limit) {
      return new Progress(false, limit + " in the search for cycles", "it ran out of " + limit);
    }
  }

  /// A broken property.
  ///
  /// @param property its name
  /// @param meaning its sentence
  /// @param length steps from the initial state to where it is broken
  /// @param run the steps that lead to the state in which it is broken; none if a bound ended the
  ///   search for them
  /// @param limit which bound ended the search for the run, in words; null if the run is there
  public record Violation(
      String property, String meaning, int length, Run run, @Nullable String limit) {
    /// With its run.
    Violation(String property, String meaning, Run run) {
      this(property, meaning, run.steps().size(), run, null);
    }
  }

  /// Memory for each distinct state, in bytes.
  public double bytesPerState() {
    return (double) (tableBytes + frontierBytes) / Math.max(1, states);
  }

  /// Distinct states found in a second.
  public double statesPerSecond() {
    return states / Math.max(1e-9, time.toNanos() / 1e9);
  }
}
