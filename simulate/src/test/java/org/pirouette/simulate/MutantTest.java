package org.pirouette.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.intel.PostedInterruptProcessing;
import org.pirouette.protocol.intel.mutant.Mutants;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Step;
import org.pirouette.simulate.run.Simulation;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;

/// What is simulated is what was proven: a wrong step of the protocol is simulated, too.
class MutantTest {
  private static final long DURATION = 20_000_000;

  /// Takes the place of another step and does nothing.
  private static final class Nothing extends Step {
    Nothing(Step origin) {
      super(origin.name(), origin.source(), origin.cost());
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      return NEXT;
    }
  }

  private static <S extends Step> Mutant without(Class<S> kind) {
    return new Mutant(
        "without " + kind.getSimpleName(),
        "",
        "the step is left out",
        kind.getSimpleName(),
        Mutant.Expected.VIOLATION,
        step -> kind.isInstance(step) ? new Nothing(step) : step);
  }

  private static ModeResult run(Guest.Idle idle, RunOptions options) {
    return Simulation.run(Examples.nvme(idle, 1, 0), IntelMode.POSTED, Examples.costs(), options);
  }

  @Test
  void withoutTheMoveFromPirNoInterruptIsDelivered() {
    RunOptions options = RunOptions.of(1, DURATION);

    assertThat(run(Guest.Idle.BUSY, options).count(Counter.INTERRUPTS)).isGreaterThan(200);
    Mutant mutant = without(PostedInterruptProcessing.Move.class);
    assertThat(run(Guest.Idle.BUSY, options.withMutant(mutant)).count(Counter.INTERRUPTS)).isZero();
  }

  @Test
  void withoutClearingOnLaterPostsAreNeverTold() {
    RunOptions options = RunOptions.of(1, DURATION).withWarmUp(0);
    Mutant mutant = without(PostedInterruptProcessing.ClearOutstanding.class);
    ModeResult result = run(Guest.Idle.BUSY, options.withMutant(mutant));

    assertThat(result.count(Counter.INTERRUPTS)).isEqualTo(1);
    assertThat(result.count(Counter.COALESCED)).isEqualTo(1);
  }

  /// Historical bugs that lose the wakeup of a blocked vCPU: the notification vector stays, or SN
  /// is set beside the wakeup vector.
  @ParameterizedTest
  @ValueSource(strings = {"m0", "m11"})
  void aLostWakeupStopsAGuestThatHalts(String name) {
    Scenario scenario = sleeper();
    RunOptions options = RunOptions.of(1, DURATION).withWarmUp(0);
    ModeResult right = Simulation.run(scenario, IntelMode.POSTED, Examples.costs(), options);
    ModeResult wrong =
        Simulation.run(
            scenario, IntelMode.POSTED, Examples.costs(), options.withMutant(historical(name)));

    assertThat(right.count(Counter.ITEMS)).isGreaterThan(150);
    assertThat(right.count(Counter.WAKEUPS)).isGreaterThan(150);
    assertThat(wrong.count(Counter.ITEMS)).isLessThan(5);
  }

  private static Mutant historical(String name) {
    return Mutants.all().stream()
        .filter(mutant -> mutant.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Scenario sleeper() {
    Scenario scenario = Examples.nvme(Guest.Idle.HALT, 1, 0);
    Host host = scenario.host();
    return new Scenario(
        "sleeper",
        "",
        new Host(
            Intel.ARCHITECTURE,
            host.processors(),
            host.hertz(),
            host.timeSliceNanoseconds(),
            0,
            Host.HaltPolling.OFF,
            1),
        scenario.machines(),
        scenario.modes());
  }
}
