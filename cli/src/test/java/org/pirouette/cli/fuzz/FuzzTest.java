package org.pirouette.cli.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Damaged inputs end in a result or a sentence. With `-Dpirouette.fuzz.minutes=N` it goes on for
/// so long; `-Dpirouette.fuzz.seed=S` repeats a run.
final class FuzzTest {
  /// Of each target, in a test run.
  private static final int ROUNDS = 6;

  @Test
  void damagedInputsEndInAResultOrASentence() throws Exception {
    long seed = Long.getLong("pirouette.fuzz.seed", 1L);
    long minutes = Long.getLong("pirouette.fuzz.minutes", 0L);
    Fuzz fuzz = new Fuzz(seed, Path.of("target", "fuzz").toAbsolutePath());
    fuzz.run(
        TimeUnit.MINUTES.toNanos(minutes == 0 ? 10 : minutes),
        minutes == 0 ? ROUNDS : Integer.MAX_VALUE);
    System.out.println("Fuzzing with seed " + seed + ": " + fuzz.inputs() + " inputs");
    System.out.print(fuzz.table());
    fuzz.faults().forEach(System.out::println);
    assertThat(fuzz.inputs()).isPositive();
    assertThat(fuzz.faults()).as("faults; their inputs are in cli/target/fuzz").isEmpty();
  }
}
