package org.pirouette.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.pirouette.report.html.Axis;
import org.pirouette.report.html.Block;
import org.pirouette.report.html.Chart;
import org.pirouette.report.html.Chart.Line;
import org.pirouette.report.html.Chart.Mark;
import org.pirouette.report.html.Chart.Point;
import org.pirouette.report.html.Section;
import org.pirouette.report.text.Unit;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.statistics.Latency;

/// Latency distributions as percentile plots, all replications of a mode together.
final class LatencyPlots {
  private static final double[] SHARES = {
    0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999
  };

  private LatencyPlots() {}

  static Section section(Comparison comparison) {
    List<Block> blocks = new ArrayList<>();
    add(
        blocks,
        comparison,
        "interrupt-latency",
        "Interrupt latency",
        "From the device's message to the first instruction of the guest's handler.",
        ModeResult::interruptLatency);
    add(
        blocks,
        comparison,
        "item-latency",
        "I/O latency",
        "From the submission of an I/O (or a packet's arrival) until the guest has handled it.",
        ModeResult::itemLatency);
    if (blocks.isEmpty()) {
      blocks.add(
          new Block.Prose("This scenario measured no latency: nothing raised an interrupt."));
    }
    return new Section("latency", "Latency", blocks);
  }

  private static void add(
      List<Block> blocks,
      Comparison comparison,
      String id,
      String title,
      String caption,
      Function<ModeResult, Latency> which) {
    List<Line> lines = new ArrayList<>();
    for (ModeSummary mode : comparison.modes()) {
      Latency all = new Latency(mode.replications().getFirst().hertz());
      mode.replications().forEach(it -> all.add(which.apply(it)));
      if (all.count() > 0) {
        lines.add(line(mode.mode().key(), all));
      }
    }
    if (!lines.isEmpty()) {
      List<Line> apart = SameCurves.together(lines);
      blocks.add(
          new Block.Figure(
              id,
              title,
              caption
                  + " To the right is the tail: each step is ten times as rare."
                  + SameCurves.sentence(apart),
              new Chart.Lines(
                  Axis.percentile("percentile"),
                  Axis.logarithmic("latency", Unit.NANOSECONDS),
                  apart,
                  List.of(new Mark("p99", 0.99)))));
    }
  }

  /// Percentiles for which there are at least ten samples beyond; a tail of fewer says nothing.
  private static Line line(String name, Latency latency) {
    List<Point> points = new ArrayList<>();
    for (double share : SHARES) {
      if (latency.count() * (1 - share) >= 10) {
        points.add(new Point(share, latency.percentileNanoseconds(100 * share)));
      }
    }
    return new Line(name, points);
  }
}
