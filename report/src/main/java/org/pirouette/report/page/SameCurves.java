package org.pirouette.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.pirouette.report.html.Chart.Line;

/// Curves that lie on each other: one curve in the plot, and a sentence that says of whom it is.
final class SameCurves {
  /// Curves this near, point for point, cannot be told apart in a plot.
  private static final double NEAR = 0.005;

  private static final String AND = " = ";

  private SameCurves() {}

  /// The curves, those that coincide as one, which has all their names: `posted = apicv-other`.
  static List<Line> together(List<Line> lines) {
    List<Line> apart = new ArrayList<>();
    for (Line line : lines) {
      int same = -1;
      for (int i = 0; i < apart.size() && same < 0; i++) {
        same = coincide(apart.get(i), line) ? i : -1;
      }
      if (same < 0) {
        apart.add(line);
      } else {
        Line first = apart.get(same);
        apart.set(same, new Line(first.name() + AND + line.name(), first.points()));
      }
    }
    return apart;
  }

  private static boolean coincide(Line one, Line other) {
    if (one.points().size() != other.points().size()) {
      return false;
    }
    for (int i = 0; i < one.points().size(); i++) {
      double x = one.points().get(i).x();
      double y = one.points().get(i).y();
      double difference = Math.abs(y - other.points().get(i).y());
      if (x != other.points().get(i).x() || !(difference <= NEAR * Math.abs(y))) {
        return false;
      }
    }
    return true;
  }

  /// Which of the curves stand for several, to follow a caption; empty if none does.
  static String sentence(List<Line> together) {
    return together.stream()
        .filter(line -> line.name().contains(AND))
        .map(line -> " One curve for " + line.name().replace(AND, ", ") + ": no difference to see.")
        .collect(Collectors.joining());
  }
}
