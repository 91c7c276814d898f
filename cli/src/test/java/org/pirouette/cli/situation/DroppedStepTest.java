package org.pirouette.cli.situation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.intel.Nested;
import org.pirouette.protocol.intel.SoftwarePost;
import org.pirouette.protocol.intel.VirtualIpi;
import org.pirouette.protocol.intel.mutant.Mutants;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Step;
import org.pirouette.prove.Proof;
import org.pirouette.prove.Situation;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration.Verdict;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.scenario.BuiltInScenarios;
import org.pirouette.settings.scenario.ScenarioFile;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Simulation;

/// A step that posts and does nothing is found, though what it would have noted is lost with it;
/// and what is proven is what is simulated: a mutant of a step changes both.
class DroppedStepTest {
  private static final long DURATION = 50_000_000;

  private static final Bounds BOUNDS = Bounds.generous().withThreads(2).withMaximumStates(400_000);

  /// Takes the place of a step and does nothing.
  private static final class Nothing extends Step {
    Nothing(Step origin) {
      super(origin.name(), origin.source(), origin.cost());
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      return NEXT;
    }
  }

  private static Mutant without(Class<? extends Step> kind) {
    return new Mutant(
        "without " + kind.getSimpleName(),
        "",
        "the step is left out",
        kind.getSimpleName(),
        Mutant.Expected.VIOLATION,
        step -> kind.isInstance(step) ? new Nothing(step) : step);
  }

  private static Verdict verdict(String name, Mutant mutant) {
    Situation situation = BuiltInSituations.usual().find(name).orElseThrow();
    Situation mutated = situation.with(situation.machine().withMutant(mutant));
    return Proof.of(mutated, BOUNDS, states -> {}).exploration().verdict();
  }

  static Stream<Arguments> posts() {
    return Stream.of(
        Arguments.of("ipi-virtualization", VirtualIpi.RequestIpi.class),
        Arguments.of("ipi", SoftwarePost.SetRequest.class),
        Arguments.of("host-irq", SoftwarePost.SetRequest.class),
        Arguments.of("timer", SoftwarePost.SetRequest.class),
        Arguments.of("emulated", SoftwarePost.SetVirr.class),
        Arguments.of("nested", Nested.SetRequest.class));
  }

  @ParameterizedTest
  @MethodSource("posts")
  void aPostThatIsLeftOutIsFound(String situation, Class<? extends Step> kind) {
    assertThat(verdict(situation, without(kind))).isEqualTo(Verdict.VIOLATED);
  }

  @Test
  void aMutantIsFoundAndChangesWhatIsSimulated() throws YamlProblem {
    Mutant lostWakeup =
        Mutants.all().stream().filter(m -> m.name().equals("m11")).findFirst().orElseThrow();
    assertThat(verdict("block-and-post", lostWakeup)).isEqualTo(Verdict.VIOLATED);

    RunOptions options = RunOptions.of(1, DURATION).withWarmUp(0);
    ModeResult right = simulate(options);
    ModeResult wrong = simulate(options.withMutant(lostWakeup));
    assertThat(right.count(Counter.WAKEUPS)).isGreaterThan(20);
    assertThat(wrong.count(Counter.ITEMS)).isLessThan(right.count(Counter.ITEMS) / 4);
  }

  private static ModeResult simulate(RunOptions options) throws YamlProblem {
    ScenarioFile file = BuiltInScenarios.find("idle-halt").orElseThrow();
    return Simulation.run(
        file.scenario(), IntelMode.POSTED, CostProfiles.find(file.costs()), options);
  }
}
