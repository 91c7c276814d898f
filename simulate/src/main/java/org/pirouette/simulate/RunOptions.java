package org.pirouette.simulate;

import java.util.Optional;
import org.pirouette.protocol.step.Mutant;

/// How long to simulate, from which seed, and who watches.
///
/// @param seed seed of all random numbers; same seed, same result
/// @param durationNanoseconds simulated time that is measured
/// @param warmUpNanoseconds simulated time before that
/// @param mutant the step of the protocol to replace; empty for the real protocol
/// @param observer is told every slice; empty for speed
/// @param control lets others watch and stop
/// @param stepByStep whether each step is executed, even where a run of steps is known from before;
///   the result is the same
public record RunOptions(
    long seed,
    long durationNanoseconds,
    long warmUpNanoseconds,
    Optional<Mutant> mutant,
    Optional<Observer> observer,
    RunControl control,
    boolean stepByStep) {
  /// Checks the times.
  public RunOptions {
    if (durationNanoseconds <= 0) {
      throw new IllegalArgumentException(
          "the simulated time must be positive, but is %,d ns".formatted(durationNanoseconds));
    }
    if (warmUpNanoseconds < 0) {
      throw new IllegalArgumentException(
          "the warm-up must not be negative, but is %,d ns".formatted(warmUpNanoseconds));
    }
  }

  /// The real protocol without observer, with a tenth of the duration as warm-up.
  public static RunOptions of(long seed, long durationNanoseconds) {
    return new RunOptions(
        seed,
        durationNanoseconds,
        durationNanoseconds / 10,
        Optional.empty(),
        Optional.empty(),
        new RunControl(),
        false);
  }

  /// The same with another seed.
  public RunOptions withSeed(long other) {
    return new RunOptions(
        other, durationNanoseconds, warmUpNanoseconds, mutant, observer, control, stepByStep);
  }

  /// The same with another warm-up.
  public RunOptions withWarmUp(long nanoseconds) {
    return new RunOptions(
        seed, durationNanoseconds, nanoseconds, mutant, observer, control, stepByStep);
  }

  /// The same with an observer.
  public RunOptions withObserver(Observer other) {
    return new RunOptions(
        seed,
        durationNanoseconds,
        warmUpNanoseconds,
        mutant,
        Optional.of(other),
        control,
        stepByStep);
  }

  /// The same with a mutant of the protocol.
  public RunOptions withMutant(Mutant other) {
    return new RunOptions(
        seed,
        durationNanoseconds,
        warmUpNanoseconds,
        Optional.of(other),
        observer,
        control,
        stepByStep);
  }

  /// The same with another control.
  public RunOptions withControl(RunControl other) {
    return new RunOptions(
        seed, durationNanoseconds, warmUpNanoseconds, mutant, observer, other, stepByStep);
  }

  /// The same with each step executed: for comparison.
  public RunOptions withEachStep() {
    return new RunOptions(
        seed, durationNanoseconds, warmUpNanoseconds, mutant, observer, control, true);
  }
}
