package org.pirouette.fleet.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pirouette.settings.scenario.ModeWords;
import org.pirouette.settings.scenario.ScenarioTemplate;
import org.pirouette.settings.yaml.YamlProblem;

/// A scenario and the parameters to vary.
///
/// @param axes in the order of the table's columns
/// @param modes the keys of the modes to compare, the baseline first; empty for the scenario's own
public record SweepPlan(ScenarioTemplate template, List<Axis> axes, List<String> modes) {
  /// The most combinations.
  public static final int MOST_POINTS = 20_000;

  private static final String MODES = "modes";

  /// Checks and completes what was asked for.
  ///
  /// @param over parameters; one named `modes` stands for the modes to compare
  /// @throws YamlProblem if there are too many combinations, or a place twice
  public static SweepPlan of(ScenarioTemplate template, List<Axis> over) throws YamlProblem {
    List<Axis> axes = new ArrayList<>();
    List<String> modes = List.of();
    long points = 1;
    for (Axis axis : over) {
      if (axes.stream().anyMatch(other -> other.key().equals(axis.key()))) {
        throw new YamlProblem("expected each parameter once, found '" + axis.key() + "' twice.");
      }
      if (axis.key().equals(MODES)) {
        modes = axis.values();
      } else {
        Optional<String> standing = template.value(axis.key());
        axes.add(standing.map(axis::withUnitOf).orElse(axis));
        points = Math.min(points * axis.values().size(), Integer.MAX_VALUE);
      }
    }
    if (points > MOST_POINTS) {
      throw new YamlProblem(
          "expected at most %,d combinations, found %,d; take fewer values of a parameter."
              .formatted(MOST_POINTS, points));
    }
    return new SweepPlan(template, List.copyOf(axes), modes);
  }

  /// All combinations, the last parameter varying fastest.
  ///
  /// @throws YamlProblem if a value is wrong at its place
  public List<SweepPoint> points() throws YamlProblem {
    List<Map<String, String>> combinations = new ArrayList<>();
    combinations.add(Map.of());
    for (Axis axis : axes) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> combination : combinations) {
        for (String value : axis.values()) {
          Map<String, String> more = new LinkedHashMap<>(combination);
          more.put(axis.key(), value);
          longer.add(more);
        }
      }
      combinations = longer;
    }
    List<SweepPoint> points = new ArrayList<>();
    for (Map<String, String> combination : combinations) {
      points.add(point(combination, false));
    }
    return points;
  }

  /// One combination.
  ///
  /// @throws YamlProblem if a value is wrong at its place
  SweepPoint point(Map<String, String> values, boolean refined) throws YamlProblem {
    SweepPoint point = SweepPoint.of(template, values, refined);
    return modes.isEmpty()
        ? point
        : point.withModes(ModeWords.read(point.file().scenario().host().architecture(), modes));
  }
}
