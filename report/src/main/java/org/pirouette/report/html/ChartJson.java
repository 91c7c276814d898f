package org.pirouette.report.html;

import java.util.List;
import java.util.Locale;
import org.pirouette.report.html.Chart.Series;
import org.pirouette.report.text.JsonDocument;

/// Writes a plot's values for the page's script.
final class ChartJson {
  private ChartJson() {}

  static void write(JsonDocument json, Block.Figure figure) {
    json.field("id", figure.id()).field("title", figure.title());
    switch (figure.chart()) {
      case Chart.Bars bars -> {
        json.field("kind", "bars").field("stacked", bars.stacked());
        axis(json, "values", bars.values());
        json.texts("categories", bars.categories());
        series(json, bars.series());
      }
      case Chart.Lines lines -> {
        json.field("kind", "lines");
        axis(json, "x", lines.x());
        axis(json, "y", lines.y());
        json.array(
            "lines",
            lines.lines(),
            (line, curve) ->
                line.field("name", curve.name())
                    .numbers("x", curve.points().stream().mapToDouble(Chart.Point::x).toArray())
                    .numbers("y", curve.points().stream().mapToDouble(Chart.Point::y).toArray()));
        json.array(
            "marks", lines.marks(), (mark, at) -> mark.field("name", at.name()).field("x", at.x()));
      }
      case Chart.HeatMap map -> {
        json.field("kind", "heatmap");
        axis(json, "x", map.x());
        axis(json, "value", map.value());
        json.numbers("starts", array(map.starts()));
        series(json, map.rows());
      }
    }
  }

  private static void axis(JsonDocument json, String name, Axis axis) {
    json.object(
        name,
        it ->
            it.field("title", axis.title())
                .field("unit", axis.unit().name())
                .field("scale", axis.scale().name().toLowerCase(Locale.ROOT)));
  }

  private static void series(JsonDocument json, List<Series> all) {
    json.array(
        "series",
        all,
        (one, series) ->
            one.field("name", series.name()).numbers("values", array(series.values())));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
