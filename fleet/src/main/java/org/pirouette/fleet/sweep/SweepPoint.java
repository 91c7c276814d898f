package org.pirouette.fleet.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.scenario.ScenarioFile;
import org.pirouette.settings.scenario.ScenarioTemplate;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Scenario;

/// One combination of values.
///
/// @param values by parameter, in the order of the parameters
/// @param refined whether it was added to find where direct delivery begins to pay
public record SweepPoint(
    Map<String, String> values, boolean refined, ScenarioFile file, CostProfile costs) {

  /// Copies the map, in its order.
  public SweepPoint {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// Puts values into a scenario.
  ///
  /// @throws YamlProblem that names the combination, if a value is wrong there
  static SweepPoint of(ScenarioTemplate template, Map<String, String> values, boolean refined)
      throws YamlProblem {
    try {
      ScenarioTemplate changed = template;
      for (Map.Entry<String, String> value : values.entrySet()) {
        changed = changed.with(value.getKey(), value.getValue());
      }
      ScenarioFile file = changed.scenario();
      CostProfile costs = CostProfiles.find(file.costs(), file.scenario().host().architecture());
      return new SweepPoint(values, refined, file, costs);
    } catch (YamlProblem problem) {
      throw new YamlProblem("at " + name(values) + ": " + problem.getMessage());
    }
  }

  /// The same with modes that the scenario's architecture has.
  SweepPoint withModes(List<DeliveryMode> modes) {
    Scenario scenario = file.scenario().withModes(modes);
    return new SweepPoint(
        values,
        refined,
        new ScenarioFile(
            scenario, file.text(), file.costs(), file.durationNanoseconds(), file.replications()),
        costs);
  }

  /// The combination in words.
  public String name() {
    return name(values);
  }

  private static String name(Map<String, String> values) {
    return values.entrySet().stream()
        .map(value -> value.getKey() + "=" + value.getValue())
        .collect(Collectors.joining(", "));
  }
}
