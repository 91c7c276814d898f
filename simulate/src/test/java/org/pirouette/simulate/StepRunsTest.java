package org.pirouette.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.intel.mutant.Mutants;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.simulate.run.Simulation;
import org.pirouette.simulate.scenario.Scenario;

/// Taking over known runs of steps changes nothing: not one count, cycle or latency.
final class StepRunsTest {
  private static final int SCENARIOS = Integer.getInteger("pirouette.simulate.scenarios", 40);
  private static final RunOptions OPTIONS = RunOptions.of(1, 2_000_000).withWarmUp(300_000);

  @Test
  void everyScenarioGivesTheSameStepByStep() {
    for (int seed = 0; seed < SCENARIOS; seed++) {
      Scenario scenario = new RandomScenarios(seed).next();
      for (DeliveryMode mode : IntelMode.values()) {
        compare("seed " + seed + ", " + mode, scenario, mode, OPTIONS.withSeed(seed));
      }
    }
  }

  @Test
  void mutantsToo() {
    Scenario scenario = new RandomScenarios(5).next();
    for (Mutant mutant : Mutants.all()) {
      compare(mutant.toString(), scenario, IntelMode.POSTED, OPTIONS.withMutant(mutant));
    }
  }

  private static void compare(
      String name, Scenario scenario, DeliveryMode mode, RunOptions options) {
    ModeResult byRuns = Simulation.run(scenario, mode, Examples.costs(), options);
    ModeResult byStep = Simulation.run(scenario, mode, Examples.costs(), options.withEachStep());
    Results.assertSame(name, byRuns, byStep);
    assertThat(byRuns.count(Counter.STEPS)).as(name).isEqualTo(byStep.count(Counter.STEPS));
  }
}
