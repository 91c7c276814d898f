package org.pirouette.fleet.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.settings.scenario.BuiltInScenarios;
import org.pirouette.settings.scenario.ScenarioTemplate;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.RunControl;

final class SweepTest {
  private static SweepPlan plan(String... over) throws YamlProblem {
    ScenarioTemplate template =
        ScenarioTemplate.of("nvme", BuiltInScenarios.text("nvme-500k").orElseThrow())
            .with("duration", "1 ms")
            .with("replications", "2");
    List<Axis> axes = new ArrayList<>();
    for (String each : over) {
      axes.add(Axis.of(each));
    }
    return SweepPlan.of(template, axes);
  }

  private static Sweep run(SweepPlan plan, OptionalDouble precision, int threads)
      throws YamlProblem {
    return Sweep.run(
        plan, new SweepOptions(1, precision, 0.05, true, threads, new RunControl()), () -> {});
  }

  private static byte[] json(Sweep sweep) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonDocument document = JsonDocument.open(out, "sweep", SweepFiles.VERSION)) {
      SweepFiles.json(document, sweep, 1, 0.05);
    }
    return out.toByteArray();
  }

  @Test
  void everyCombinationIsSimulatedTheSameWhoeverWorks() throws YamlProblem {
    SweepPlan plan =
        plan("devices[0].maximum-rate=10k..1M:log3", "costs=skylake-server,description");
    Sweep one = run(plan, OptionalDouble.empty(), 1);
    Sweep three = run(plan, OptionalDouble.empty(), 3);
    assertThat(one.results().stream().filter(it -> !it.point().refined())).hasSize(6);
    assertThat(json(one)).isEqualTo(json(three));
    assertThat(one.byGain().getFirst().values())
        .containsEntry("devices[0].maximum-rate", "1000000/s")
        .containsEntry("costs", "skylake-server");
  }

  /// Direct delivery begins to pay between the last value that does not and the first that does,
  /// and points are added until these are close.
  @Test
  void theFrontierLiesBetweenValuesThatWereSimulated() throws YamlProblem {
    Sweep sweep = run(plan("devices[0].maximum-rate=1k..1M:log4"), OptionalDouble.empty(), 2);
    assertThat(sweep.frontiers()).hasSize(1);
    Frontier frontier = sweep.frontiers().getFirst();
    double below = Axis.number(frontier.below().orElseThrow());
    double from = Axis.number(frontier.from().orElseThrow());
    assertThat(from).isGreaterThan(below).isLessThan(below * 2);
    for (PointResult result : sweep.results()) {
      double rate = Axis.number(result.values().get("devices[0].maximum-rate"));
      assertThat(result.least() >= 0.05).isEqualTo(rate >= from);
    }
  }

  @Test
  void wideIntervalsGetMoreRuns() throws YamlProblem {
    SweepPlan plan = plan("devices[0].service-time=exponential 40 us", "devices[0].queue-depth=1");
    PointResult few = run(plan, OptionalDouble.empty(), 1).results().getFirst();
    PointResult more = run(plan, OptionalDouble.of(0.02), 1).results().getFirst();
    assertThat(few.replications()).isEqualTo(2);
    assertThat(more.replications()).isGreaterThan(2);
    assertThat(more.gain().halfWidth()).isLessThan(few.gain().halfWidth());
  }

  @Test
  void whatIsWrongIsToldWithItsCombination() throws YamlProblem {
    SweepPlan unknown = plan("devices[0].queue-dpth=1");
    assertThatThrownBy(() -> run(unknown, OptionalDouble.empty(), 1))
        .hasMessageContaining("at devices[0].queue-dpth=1:")
        .hasMessageContaining("did you mean 'queue-depth'?");
    SweepPlan outside = plan("vms[4].devices[0].queue-depth=1");
    assertThatThrownBy(() -> run(outside, OptionalDouble.empty(), 1))
        .hasMessageContaining("has no element 4 of 'vms'");
    SweepPlan mode = plan("modes=emulated,postd");
    assertThatThrownBy(() -> run(mode, OptionalDouble.empty(), 1))
        .hasMessageContaining("did you mean 'posted'?");
    assertThatThrownBy(() -> plan("a=1..1000:log1000", "b=1..1000:log1000"))
        .hasMessageContaining("at most 20,000 combinations");
    assertThatThrownBy(() -> plan("a=1", "a=2")).hasMessageContaining("twice");
  }

  @Test
  void aSimulationTakesPlaceForEachCombination() throws YamlProblem {
    AtomicInteger told = new AtomicInteger();
    Sweep.run(
        plan("devices[0].queue-depth=1,2,4"),
        new SweepOptions(1, OptionalDouble.empty(), 0.05, false, 2, new RunControl()),
        told::incrementAndGet);
    assertThat(told).hasValue(3);
  }
}
