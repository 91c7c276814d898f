package org.pirouette.settings.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.scenario.CostProfile;

/// The built-in scenarios on AMD hosts: each mode delivers, and none exits more than without AVIC.
class AmdScenariosTest {
  private static final long NANOSECONDS = 2_000_000;

  @ParameterizedTest
  @ValueSource(strings = {"nvme-500k", "nic-100g", "overcommit", "idle-halt", "timer", "ipi"})
  void everyModeDelivers(String name) throws YamlProblem {
    ScenarioFile file = BuiltInScenarios.find(name, Architectures.find("amd")).orElseThrow();
    CostProfile costs = CostProfiles.find(file.costs(), file.scenario().host().architecture());
    Comparison comparison =
        Comparison.run(file.scenario(), costs, RunOptions.of(1, NANOSECONDS), 1, 1);
    double most = 0;
    for (var summary : comparison.modes()) {
      DeliveryMode mode = summary.mode();
      double exits = summary.estimate(Metric.EXITS_PER_SECOND).mean();
      if (mode.role() == Role.BASELINE) {
        most = exits;
      }
      assertThat(exits).as("exits in %s", mode).isLessThanOrEqualTo(most);
      if (mode.role() != Role.POLLED) {
        assertThat(summary.estimate(Metric.INTERRUPTS_PER_SECOND).mean())
            .as("in %s", mode)
            .isPositive();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nvme-500k"})
  void theFilesOwnArchitectureKeepsItsModes(String name) {
    ScenarioFile own = BuiltInScenarios.find(name).orElseThrow();
    ScenarioFile same =
        BuiltInScenarios.find(name, Optional.of(Architectures.usual())).orElseThrow();
    assertThat(same).isEqualTo(own);
  }
}
