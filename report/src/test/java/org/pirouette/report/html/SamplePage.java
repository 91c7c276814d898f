package org.pirouette.report.html;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.report.html.Chart.Line;
import org.pirouette.report.html.Chart.Mark;
import org.pirouette.report.html.Chart.Point;
import org.pirouette.report.html.Chart.Series;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Unit;

/// A page with every kind of block, plot and awkward text, its figures made up.
final class SamplePage {
  private SamplePage() {}

  static Page page() {
    return new Page(
        "sample <script>alert(1)</script> & more",
        "Made-up figures: every kind of plot that a report may hold",
        List.of(
            new Page.KeyFigure("exits", "-99.7 %", "from 500 k/s to 1.50 k/s"),
            new Page.KeyFigure("host CPU", "-40.0 %", "0.50 of a core given back"),
            new Page.KeyFigure("latency p99", "-15.0 %", "12.3 us, was 14.5 us")),
        List.of(
            Section.of(
                "modes",
                "Modes",
                new Block.Prose("Bars of one kind, then parts of a whole."),
                new Block.Figure(
                    "exits",
                    "Exits per second",
                    "Shorter is better.",
                    new Chart.Bars(
                        Axis.linear("exits", Unit.PER_SECOND),
                        List.of("emulated", "apicv-same", "posted"),
                        List.of(new Series("exits", List.of(1.5e6, 5e5, 12.0))),
                        false)),
                new Block.Figure(
                    "cycles",
                    "Where the cycles go",
                    "Each bar is one second of the vCPU's core.",
                    new Chart.Bars(
                        Axis.linear("share of a core", Unit.SHARE),
                        List.of("emulated", "posted"),
                        List.of(
                            new Series("guest", List.of(0.4, 0.7)),
                            new Series("exits", List.of(0.5, 0.01)),
                            new Series("idle </script>", List.of(0.1, 0.29))),
                        true))),
            Section.of(
                "latency",
                "Latency",
                new Block.Figure(
                    "percentiles",
                    "Interrupt latency by percentile",
                    "To the right is the tail.",
                    new Chart.Lines(
                        Axis.percentile("percentile"),
                        Axis.logarithmic("latency", Unit.NANOSECONDS),
                        List.of(tail("emulated", 4000), tail("posted", 400)),
                        List.of(new Mark("p99", 0.99)))),
                new Block.Figure(
                    "load",
                    "Share of a core by rate",
                    "Where the curves cross, posting pays.",
                    new Chart.Lines(
                        Axis.logarithmic("interrupts", Unit.PER_SECOND),
                        Axis.linear("share of a core", Unit.SHARE),
                        List.of(curve("emulated", 1e-6), curve("posted", 1e-8)),
                        List.of(new Mark("50 k/s", 5e4))))),
            Section.of(
                "time",
                "Time",
                new Block.Figure(
                    "heat",
                    "Exits by vCPU and time",
                    "Bright cells exit most.",
                    new Chart.HeatMap(
                        Axis.linear("time", Unit.NANOSECONDS),
                        starts(),
                        Axis.linear("exits", Unit.PER_SECOND),
                        List.of(row("vCPU 0", 1), row("vCPU 1", 2), row("vCPU 2", 3)))),
                new Block.Grid(
                    "Verdicts",
                    DataTable.of(
                            Column.left("claim"), Column.right("measured"), Column.left("verdict"))
                        .row(
                            Cell.of("500 k exits/s"),
                            Cell.of("500 k/s"),
                            Cell.of(Style.GOOD, "holds"))
                        .row(Cell.of("-40 % CPU"), Cell.of("-12.0 %"), Cell.of(Style.BAD, "fails"))
                        .build()),
                new Block.Code("./pirouette compare nvme-500k --seed 1"))),
        "pirouette 0.1.0, seed 1");
  }

  private static Line tail(String name, double base) {
    List<Point> points = new ArrayList<>();
    for (double share : new double[] {0, 0.5, 0.9, 0.99, 0.999, 0.9999}) {
      points.add(new Point(share, base * Math.pow(1 / (1 - share), 0.3)));
    }
    return new Line(name, points);
  }

  private static Line curve(String name, double share) {
    List<Point> points = new ArrayList<>();
    for (double rate = 1000; rate <= 1e6; rate *= 2) {
      points.add(new Point(rate, rate * share));
    }
    return new Line(name, points);
  }

  private static List<Double> starts() {
    List<Double> starts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      starts.add(i * 25e6);
    }
    return starts;
  }

  private static Series row(String name, int phase) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      values.add(i == 7 ? Double.NaN : 1000 * (1 + Math.sin(i / 5.0 + phase)));
    }
    return new Series(name, values);
  }
}
