package org.pirouette.fleet.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From which value of an ascending parameter on direct delivery pays, for one combination of the
/// others.
///
/// @param others the values of the other parameters
/// @param key the parameter
/// @param from the least value simulated from which on all pay; empty if the largest does not
/// @param below the largest value simulated below it; empty if all pay
public record Frontier(
    Map<String, String> others, String key, Optional<String> from, Optional<String> below) {

  static List<Frontier> of(Axis axis, List<PointResult> results, double pays) {
    List<Frontier> frontiers = new ArrayList<>();
    for (List<PointResult> line : lines(axis, results)) {
      int first = line.size();
      while (first > 0 && line.get(first - 1).least() >= pays) {
        first--;
      }
      Map<String, String> others = new LinkedHashMap<>(line.getFirst().values());
      others.remove(axis.key());
      frontiers.add(
          new Frontier(
              others,
              axis.key(),
              first == line.size() ? Optional.empty() : value(line.get(first), axis),
              first == 0 ? Optional.empty() : value(line.get(first - 1), axis)));
    }
    return frontiers;
  }

  private static Optional<String> value(PointResult result, Axis axis) {
    return Optional.ofNullable(result.values().get(axis.key()));
  }

  /// The results along the parameter, for each combination of the others in order of appearance.
  static List<List<PointResult>> lines(Axis axis, List<PointResult> results) {
    Map<Map<String, String>, List<PointResult>> lines = new LinkedHashMap<>();
    for (PointResult result : results) {
      Map<String, String> others = new LinkedHashMap<>(result.values());
      others.remove(axis.key());
      lines.computeIfAbsent(others, _ -> new ArrayList<>()).add(result);
    }
    lines
        .values()
        .forEach(
            line ->
                line.sort(
                    Comparator.comparingDouble(
                        it -> Axis.number(it.values().getOrDefault(axis.key(), "")))));
    return List.copyOf(lines.values());
  }
}
