package org.pirouette.settings.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Scenario;

/// What the scenarios of Arm hosts are there to show.
class ArmScenariosTest {
  private static Map<String, ModeSummary> run(String name, String... changes) throws YamlProblem {
    String text = BuiltInScenarios.text(name).orElseThrow();
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(text).contains(changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    if (!text.contains("tick:")) { // the host's ticks are no part of what is looked at
      text = text.replace("architecture: arm", "architecture: arm\n  tick: 0/s");
    }
    Scenario scenario = ScenarioReader.read(name + ".yaml", text).scenario();
    Architecture architecture = scenario.host().architecture();
    CostProfile costs = CostProfiles.find("ampere-altra", architecture);
    RunOptions options = RunOptions.of(1, 20_000_000).withWarmUp(1_000_000);
    Map<String, ModeSummary> modes = new LinkedHashMap<>();
    Comparison.run(scenario, costs, options, 1, 1)
        .modes()
        .forEach(summary -> modes.put(summary.mode().key(), summary));
    return modes;
  }

  private static double exits(ModeSummary mode, ExitReason.Kind kind) {
    return mode.exitsPerSecond(kind).mean();
  }

  private static double figure(ModeSummary mode, Metric metric) {
    return mode.estimate(metric).mean();
  }

  @Test
  void armHasNoHostDeliveredModeOfItsOwn() {
    Architecture arm = architecture();
    assertThat(arm.has(Role.HOST_DELIVERED)).isFalse();
    assertThat(arm.mode(Role.HOST_DELIVERED)).isSameAs(arm.mode(Role.BASELINE));
    assertThat(arm.modes())
        .extracting(Object::toString)
        .containsExactly("gicv3", "gicv4.0", "gicv4.1", "poll");
  }

  private static Architecture architecture() {
    return BuiltInScenarios.find("nvme-arm").orElseThrow().scenario().host().architecture();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nvme-arm", "nic-arm"})
  void eachInterruptOfABusyGuestIsAnExitWithoutGicv4AndNoneWithIt(String name) throws YamlProblem {
    Map<String, ModeSummary> modes = run(name);
    ModeSummary gicv3 = modes.get("gicv3");
    assertThat(figure(gicv3, Metric.EXITS_PER_INTERRUPT)).isBetween(0.95, 1.05);
    for (String direct : List.of("gicv4.0", "gicv4.1")) {
      assertThat(figure(modes.get(direct), Metric.EXITS_PER_SECOND)).as(direct).isZero();
      assertThat(figure(modes.get(direct), Metric.INTERRUPTS_PER_SECOND)).as(direct).isPositive();
      assertThat(figure(modes.get(direct), Metric.NOTIFICATIONS_PER_SECOND)).as(direct).isZero();
    }
  }

  @Test
  void aWaitingGuestExitsInEachModeAndADoorbellWakesIt() throws YamlProblem {
    Map<String, ModeSummary> modes = run("idle-arm");
    assertThat(figure(modes.get("gicv3"), Metric.NOTIFICATIONS_PER_SECOND)).isZero();
    for (String direct : List.of("gicv4.0", "gicv4.1")) {
      ModeSummary mode = modes.get(direct);
      assertThat(exits(mode, ExitReason.Kind.HALT)).as(direct).isPositive();
      assertThat(figure(mode, Metric.NOTIFICATIONS_PER_SECOND))
          .as(direct)
          .isBetween(
              0.9 * figure(mode, Metric.INTERRUPTS_PER_SECOND),
              1.1 * figure(mode, Metric.INTERRUPTS_PER_SECOND));
    }
  }

  @Test
  void aVcpuAloneOnItsProcessorWaitsInTheGuestAndNeverIdles() throws YamlProblem {
    Map<String, ModeSummary> modes =
        run("idle-arm", "waiting-guests: exits", "waiting-guests: default");
    assertThat(exits(modes.get("gicv3"), ExitReason.Kind.HALT)).isPositive();
    ModeSummary direct = modes.get("gicv4.1");
    assertThat(figure(direct, Metric.EXITS_PER_SECOND)).isZero();
    assertThat(figure(direct, Metric.BUSY_HOME)).isGreaterThan(0.99);
    assertThat(figure(direct, Metric.INTERRUPTS_PER_SECOND)).isPositive();
  }

  @Test
  void directInjectionAddsExitsWhereTheHostTicks() throws YamlProblem {
    Map<String, ModeSummary> modes =
        run(
            "idle-arm",
            "waiting-guests: exits",
            "waiting-guests: default\n  tick: 250/s",
            "exponential 300 us",
            "exponential 20 ms");
    double before = figure(modes.get("gicv3"), Metric.EXITS_PER_SECOND);
    assertThat(figure(modes.get("gicv4.0"), Metric.EXITS_PER_SECOND)).isGreaterThan(before);
  }

  @Test
  void aVcpuThatComesBackElsewhereTakesItsVpeAlong() throws YamlProblem {
    Map<String, ModeSummary> modes = run("overcommit-arm", "time-slice: 3 ms", "time-slice: 1 ms");
    assertThat(figure(modes.get("gicv3"), Metric.RELOCATIONS_PER_SECOND)).isZero();
    assertThat(figure(modes.get("gicv4.0"), Metric.RELOCATIONS_PER_SECOND)).isPositive();
    assertThat(figure(modes.get("gicv4.1"), Metric.RELOCATIONS_PER_SECOND)).isPositive();
  }

  @Test
  void virtualSgisSpareTheTargetItsExitButNotTheSender() throws YamlProblem {
    Map<String, ModeSummary> modes = run("sgi-arm");
    for (String kicked : List.of("gicv3", "gicv4.0")) {
      assertThat(figure(modes.get(kicked), Metric.EXITS_PER_INTERRUPT)).isBetween(1.9, 2.1);
    }
    ModeSummary direct = modes.get("gicv4.1");
    assertThat(exits(direct, ExitReason.Kind.HOST_INTERRUPT)).isZero();
    assertThat(figure(direct, Metric.EXITS_PER_INTERRUPT)).isBetween(0.95, 1.05);
    Map<String, ModeSummary> without = run("sgi-arm", "virtualization: on", "virtualization: off");
    assertThat(figure(without.get("gicv4.1"), Metric.EXITS_PER_INTERRUPT)).isBetween(1.9, 2.1);
  }
}
