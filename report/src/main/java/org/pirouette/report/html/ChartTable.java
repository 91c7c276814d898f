package org.pirouette.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.pirouette.report.html.Chart.Line;
import org.pirouette.report.html.Chart.Point;
import org.pirouette.report.html.Chart.Series;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Units;

/// The numbers of a plot as a table, made from the very values that are drawn.
final class ChartTable {
  private ChartTable() {}

  static DataTable of(Chart chart) {
    return switch (chart) {
      case Chart.Bars bars -> ofBars(bars);
      case Chart.Lines lines -> ofLines(lines);
      case Chart.HeatMap map -> ofHeatMap(map);
    };
  }

  private static DataTable ofBars(Chart.Bars bars) {
    List<Column> columns = new ArrayList<>(List.of(Column.left("")));
    for (Series series : bars.series()) {
      columns.add(Column.right(series.name()));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < bars.categories().size(); i++) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(bars.categories().get(i))));
      for (Series series : bars.series()) {
        row.add(number(bars.values(), series.values().get(i)));
      }
      rows.add(row);
    }
    return new DataTable(columns, rows);
  }

  /// One row for each x that any curve has a point at.
  private static DataTable ofLines(Chart.Lines chart) {
    List<Column> columns = new ArrayList<>(List.of(Column.right(chart.x().title())));
    TreeSet<Double> places = new TreeSet<>();
    for (Line line : chart.lines()) {
      columns.add(Column.right(line.name()));
      line.points().forEach(point -> places.add(point.x()));
    }
    int[] next = new int[chart.lines().size()];
    List<List<Cell>> rows = new ArrayList<>();
    for (double x : places) {
      List<Cell> row = new ArrayList<>(List.of(place(chart.x(), x)));
      for (int i = 0; i < next.length; i++) {
        List<Point> points = chart.lines().get(i).points();
        boolean here = next[i] < points.size() && points.get(next[i]).x() == x;
        row.add(number(chart.y(), here ? points.get(next[i]++).y() : Double.NaN));
      }
      rows.add(row);
    }
    return new DataTable(columns, rows);
  }

  /// Time runs down, so that many columns need no wide paper.
  private static DataTable ofHeatMap(Chart.HeatMap map) {
    List<Column> columns = new ArrayList<>(List.of(Column.right(map.x().title())));
    map.rows().forEach(row -> columns.add(Column.right(row.name())));
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < map.starts().size(); i++) {
      List<Cell> row = new ArrayList<>(List.of(place(map.x(), map.starts().get(i))));
      for (Series series : map.rows()) {
        row.add(number(map.value(), series.values().get(i)));
      }
      rows.add(row);
    }
    return new DataTable(columns, rows);
  }

  private static Cell number(Axis axis, double value) {
    return Cell.of(Units.format(axis.unit(), value));
  }

  /// Percentiles keep all their nines: 99.99 % must not become 100 %.
  private static Cell place(Axis axis, double x) {
    return Cell.of(
        axis.scale() == Axis.Scale.PERCENTILE ? percentile(x) : Units.format(axis.unit(), x));
  }

  static String percentile(double share) {
    return java.math.BigDecimal.valueOf(share)
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }
}
