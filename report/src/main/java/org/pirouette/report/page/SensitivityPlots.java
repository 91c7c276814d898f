package org.pirouette.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.pirouette.report.compare.DecisionText;
import org.pirouette.report.compare.Sensitivity;
import org.pirouette.report.compare.Sensitivity.Entry;
import org.pirouette.report.html.Axis;
import org.pirouette.report.html.Block;
import org.pirouette.report.html.Chart;
import org.pirouette.report.html.Chart.Line;
import org.pirouette.report.html.Chart.Mark;
import org.pirouette.report.html.Chart.Point;
import org.pirouette.report.html.Section;
import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;

/// The curves of a [Sensitivity] against each baseline.
final class SensitivityPlots {
  private SensitivityPlots() {}

  /// @param all against the baseline of the page first
  static Section section(List<Sensitivity> all) {
    Sensitivity sensitivity = all.getFirst();
    List<Block> blocks = new ArrayList<>();
    if (!sensitivity.byRate().isEmpty()) {
      all.forEach(one -> blocks.add(new Block.Prose(breakEven(one))));
      blocks.add(byRate(sensitivity));
      if (all.size() > 1) {
        blocks.add(gains(all));
      }
    }
    blocks.add(byExitCost(sensitivity));
    return new Section("sensitivity", "How the gain depends on rate and exit cost", blocks);
  }

  private static String breakEven(Sensitivity sensitivity) {
    return "Break-even: %s against %s %s; the statement's limit for an exit-bound vCPU is %s."
        .formatted(
            sensitivity.better().key(),
            sensitivity.baseline().key(),
            DecisionText.pays(sensitivity),
            Units.rate(Sensitivity.STATED_LIMIT));
  }

  private static Block byRate(Sensitivity sensitivity) {
    List<Mark> marks = new ArrayList<>(List.of(new Mark("50 k/s", Sensitivity.STATED_LIMIT)));
    double rate = sensitivity.breakEvenRate();
    if (rate > 0) {
      marks.add(new Mark("break-even", rate));
    }
    double tenth = sensitivity.rateFor(0.1);
    if (tenth > 0) {
      marks.add(new Mark("10 % of a core", tenth));
    }
    return new Block.Figure(
        "gain-by-rate",
        "Host CPU by interrupt rate",
        "The same scenario with its devices, timers and IPIs going slower and faster.",
        new Chart.Lines(
            Axis.logarithmic("interrupts per vCPU", Unit.PER_SECOND),
            Axis.linear("host CPU per vCPU, cores", Unit.RATIO),
            lines(sensitivity, sensitivity.byRate(), Entry::interruptsPerSecond),
            marks));
  }

  private static Block gains(List<Sensitivity> all) {
    List<Line> gains = new ArrayList<>();
    for (Sensitivity one : all) {
      gains.add(
          line(
              "against " + one.baseline().key(),
              one.byRate(),
              Entry::interruptsPerSecond,
              Entry::gain));
    }
    List<Line> apart = SameCurves.together(gains);
    return new Block.Figure(
        "gain-by-baseline",
        "Gain of " + all.getFirst().better().key() + " against each baseline",
        "Host CPU given back per vCPU; below zero it costs more." + SameCurves.sentence(apart),
        new Chart.Lines(
            Axis.logarithmic("interrupts per vCPU", Unit.PER_SECOND),
            Axis.linear("gain per vCPU, cores", Unit.RATIO),
            apart,
            List.of()));
  }

  private static Block byExitCost(Sensitivity sensitivity) {
    return new Block.Figure(
        "gain-by-exit-cost",
        "Host CPU by the cost of an exit",
        "The same scenario with exits, round trip, cheaper and dearer; the rate of the devices is unchanged.",
        new Chart.Lines(
            Axis.logarithmic("cycles of an exit in " + sensitivity.baseline().key(), Unit.CYCLES),
            Axis.linear("host CPU per vCPU, cores", Unit.RATIO),
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
