package org.pirouette.report.html;

import java.util.List;

/// A plot as values; colours, sizes and browsers are not its business.
public sealed interface Chart {
  /// Horizontal bars, one group for each category.
  ///
  /// @param values the axis along the bars
  /// @param categories what the bars stand for, from top to bottom
  /// @param series one value for each category and series
  /// @param stacked whether the series of a category stand end to end (parts of a whole) or under
  ///   each other
  record Bars(Axis values, List<String> categories, List<Series> series, boolean stacked)
      implements Chart {
    /// Copies the lists.
    ///
    /// @throws IllegalArgumentException if a series has another number of values than there are
    ///   categories
    public Bars {
      categories = List.copyOf(categories);
      series = List.copyOf(series);
      for (Series one : series) {
        if (one.values().size() != categories.size()) {
          throw new IllegalArgumentException(
              "series '%s' has %d values for %d categories"
                  .formatted(one.name(), one.values().size(), categories.size()));
        }
      }
    }
  }

  /// Values of one kind, one for each category.
  ///
  /// @param name what the legend says
  /// @param values one for each category; NaN where there is none
  record Series(String name, List<Double> values) {
    /// Copies the list.
    public Series {
      values = List.copyOf(values);
    }
  }

  /// Curves.
  ///
  /// @param x the axis to the right
  /// @param y the axis upwards
  /// @param lines the curves
  /// @param marks vertical lines at values of x that mean something
  record Lines(Axis x, Axis y, List<Line> lines, List<Mark> marks) implements Chart {
    /// Copies the lists.
    public Lines {
      lines = List.copyOf(lines);
      marks = List.copyOf(marks);
    }
  }

  /// One curve.
  ///
  /// @param name what the legend says
  /// @param points its points, x ascending
  record Line(String name, List<Point> points) {
    /// Copies the list.
    public Line {
      points = List.copyOf(points);
    }
  }

  /// A point of a curve, in the units of its axes; a y of NaN leaves a gap.
  record Point(double x, double y) {}

  /// A value of x that means something, such as a limit.
  record Mark(String name, double x) {}

  /// Coloured cells: something over time for each of many.
  ///
  /// @param x the axis to the right, usually time
  /// @param starts where each column begins on it, ascending
  /// @param value what the colour stands for
  /// @param rows from top to bottom, one value for each column
  record HeatMap(Axis x, List<Double> starts, Axis value, List<Series> rows) implements Chart {
    /// Copies the lists.
    ///
    /// @throws IllegalArgumentException if a row has another number of values than there are
    ///   columns
    public HeatMap {
      starts = List.copyOf(starts);
      rows = List.copyOf(rows);
      for (Series row : rows) {
        if (row.values().size() != starts.size()) {
          throw new IllegalArgumentException(
              "row '%s' has %d values for %d columns"
                  .formatted(row.name(), row.values().size(), starts.size()));
        }
      }
    }
  }
}
