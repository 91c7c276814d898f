package org.pirouette.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.pirouette.report.html.Axis;
import org.pirouette.report.html.Block;
import org.pirouette.report.html.Chart;
import org.pirouette.report.html.Chart.Line;
import org.pirouette.report.html.Chart.Mark;
import org.pirouette.report.html.Chart.Point;
import org.pirouette.report.html.Section;
import org.pirouette.report.page.Sensitivity.Entry;
import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;

/// The curves of a [Sensitivity].
final class SensitivityPlots {
  private SensitivityPlots() {}

  static Section section(Sensitivity sensitivity) {
    List<Block> blocks = new ArrayList<>();
    if (!sensitivity.byRate().isEmpty()) {
      blocks.add(new Block.Prose(breakEven(sensitivity)));
      blocks.add(byRate(sensitivity));
    }
    blocks.add(byExitCost(sensitivity));
    return new Section("sensitivity", "How the gain depends on rate and exit cost", blocks);
  }

  private static String breakEven(Sensitivity sensitivity) {
    double rate = sensitivity.breakEvenRate();
    String worth = Units.percent(Sensitivity.WORTH) + " of a core per vCPU";
    if (Double.isNaN(rate)) {
      return "At no simulated rate does %s give back as much as %s against %s."
          .formatted(sensitivity.better().key(), worth, sensitivity.baseline().key());
    }
    return "Break-even, taken as %s given back, is at %s interrupts per vCPU; the statement's limit for an exit-bound vCPU is %s."
        .formatted(worth, Units.rate(rate), Units.rate(Sensitivity.STATED_LIMIT));
  }

  private static Block byRate(Sensitivity sensitivity) {
    List<Mark> marks = new ArrayList<>(List.of(new Mark("50 k/s", Sensitivity.STATED_LIMIT)));
    double rate = sensitivity.breakEvenRate();
    if (!Double.isNaN(rate)) {
      marks.add(new Mark("break-even", rate));
    }
    return new Block.Figure(
        "gain-by-rate",
        "Host CPU by interrupt rate",
        "The same scenario with its devices, timers and IPIs going slower and faster.",
        new Chart.Lines(
            Axis.logarithmic("interrupts per vCPU", Unit.PER_SECOND),
            Axis.linear("host CPU per vCPU, cores", Unit.SHARE),
            lines(sensitivity, sensitivity.byRate(), Entry::interruptsPerSecond),
            marks));
  }

  private static Block byExitCost(Sensitivity sensitivity) {
    return new Block.Figure(
        "gain-by-exit-cost",
        "Host CPU by the cost of an exit",
        "The same scenario with exits, round trip, cheaper and dearer; the rate of the devices is unchanged.",
        new Chart.Lines(
            Axis.logarithmic("cycles of an exit in " + sensitivity.baseline().key(), Unit.CYCLES),
            Axis.linear("host CPU per vCPU, cores", Unit.SHARE),
            lines(
                sensitivity,
                sensitivity.byExitCost().stream().filter(it -> it.cyclesPerExit() > 0).toList(),
                Entry::cyclesPerExit),
            List.of()));
  }

  private static List<Line> lines(
      Sensitivity sensitivity, List<Entry> entries, ToDoubleFunction<Entry> x) {
    return List.of(
        line(sensitivity.baseline().key(), entries, x, Entry::baselineShare),
        line(sensitivity.better().key(), entries, x, Entry::betterShare),
        line("gain", entries, x, Entry::gain));
  }

  private static Line line(
      String name, List<Entry> entries, ToDoubleFunction<Entry> x, ToDoubleFunction<Entry> y) {
    return new Line(
        name,
        entries.stream()
            .map(entry -> new Point(x.applyAsDouble(entry), y.applyAsDouble(entry)))
            .sorted(java.util.Comparator.comparingDouble(Point::x))
            .toList());
  }
}
