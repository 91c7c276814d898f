package org.pirouette.report.page;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.report.compare.Baseline;
import org.pirouette.report.compare.Row;
import org.pirouette.report.compare.Sensitivity;
import org.pirouette.report.compare.Statement;
import org.pirouette.report.compare.Statements;
import org.pirouette.report.html.Axis;
import org.pirouette.report.html.Block;
import org.pirouette.report.html.Chart;
import org.pirouette.report.html.Chart.Series;
import org.pirouette.report.html.DataTable;
import org.pirouette.report.html.Page;
import org.pirouette.report.html.Page.KeyFigure;
import org.pirouette.report.html.Section;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.statistics.Estimate;
import org.pirouette.workload.replay.Reproduction;
import org.pirouette.workload.replay.Trust;

/// The page of `compare --report`.
///
/// @param comparison the result
/// @param baseline what the others are compared with, as in the terminal
/// @param headline the sentence to remember
/// @param reproduction how well a recording was reproduced, if the workload is one
/// @param sensitivity how the gain depends on rate and exit cost, if it was computed
/// @param command what to type for the same result
/// @param seed seed of the first replication
public record ComparePage(
    Comparison comparison,
    Baseline baseline,
    String headline,
    Optional<Reproduction> reproduction,
    Optional<Sensitivity> sensitivity,
    String command,
    long seed) {
  private static final List<Metric> HIGHLIGHTS =
      List.of(
          Metric.EXITS_PER_SECOND,
          Metric.HOST_USE,
          Metric.INTERRUPT_LATENCY_P99,
          Metric.ITEM_LATENCY_P99);

  /// The page.
  public Page page() {
    List<Section> sections = new ArrayList<>();
    reproduction.ifPresent(it -> sections.add(reproduced(it)));
    sections.add(modes());
    sections.add(Section.of("cycles", "Where each cycle goes", cycles(true), cycles(false)));
    sections.add(LatencyPlots.section(comparison));
    sections.add(statements());
    sensitivity.ifPresent(it -> sections.add(SensitivityPlots.section(it)));
    sections.add(CostTable.section(comparison.costs()));
    sections.add(reproduce());
    int replications = first().replications().size();
    return new Page(
        "pirouette compare: " + comparison.scenario().name(),
        headline,
        keyFigures(),
        sections,
        "Simulated by Pirouette with the cost profile '%s', %d replication%s, seed %d. Intervals are 95 %% confidence intervals."
            .formatted(
                comparison.costs().name(), replications, replications == 1 ? "" : "s", seed));
  }

  private ModeSummary first() {
    return baseline.in(comparison.modes());
  }

  /// The mode that the page recommends: posting if it was simulated, else the last.
  private ModeSummary best() {
    return comparison.modes().stream()
        .filter(it -> it.mode().role() == Role.DIRECT)
        .findFirst()
        .orElse(comparison.modes().getLast());
  }

  /// None where the recording's predictions are not to be trusted: no percentage leads then.
  private List<KeyFigure> keyFigures() {
    List<KeyFigure> figures = new ArrayList<>();
    if (reproduction.isPresent()
        && !(reproduction.get().trusted() && reproduction.get().inhibited().isEmpty())) {
      return figures;
    }
    ModeSummary before = first();
    ModeSummary after = best();
    for (Row row : Row.all().stream().filter(it -> HIGHLIGHTS.contains(it.metric())).toList()) {
      Metric metric = row.metric();
      double old = before.estimate(metric).mean();
      double now = after.estimate(metric).mean();
      if (before == after || !Double.isFinite(old) || !Double.isFinite(now)) {
        continue;
      }
      Unit unit = unit(row);
      figures.add(
          new KeyFigure(
              row.label() + ", " + after.mode().key(),
              Units.change(old, now),
              "%s, was %s in %s"
                  .formatted(
                      Units.format(unit, now), Units.format(unit, old), before.mode().key())));
    }
    return figures;
  }

  private static Section reproduced(Reproduction reproduction) {
    List<Column> columns = new ArrayList<>(List.of(Column.left("exits"), Column.right("counted")));
    for (DeliveryMode mode : reproduction.modes()) {
      columns.add(
          Column.right(
              mode == reproduction.recordedMode() ? mode.key() + ", as recorded" : mode.key()));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Reproduction.Line line : reproduction.rows()) {
      List<Cell> row =
          new ArrayList<>(List.of(Cell.of(line.label()), Cell.of(Units.count(line.counted()))));
      for (int i = 0; i < line.simulated().size(); i++) {
        long simulated = line.simulated().get(i);
        boolean wrong = i == 0 && !Reproduction.Line.agrees(line.counted(), simulated);
        String figure =
            line.isRange(i)
                ? Units.count(line.low().get(i)) + " to " + Units.count(line.high().get(i))
                : Units.count(simulated);
        row.add(Cell.of(wrong ? Style.BAD : Style.PLAIN, figure));
      }
      rows.add(row);
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Prose("As recorded: " + reproduction.trust().getFirst().reason() + "."));
    for (int i = 1; i < reproduction.modes().size(); i++) {
      Trust trust = reproduction.trust().get(i);
      blocks.add(
          new Block.Prose(
              "%s: %s; %s."
                  .formatted(
                      reproduction.modes().get(i).key(), trust.verdict().words(), trust.reason())));
    }
    blocks.add(new Block.Grid("Exits counted and simulated", new DataTable(columns, rows)));
    reproduction.facts().forEach(fact -> blocks.add(new Block.Prose("Found: " + fact + ".")));
    reproduction
        .assumptions()
        .forEach(assumption -> blocks.add(new Block.Prose("Assumed: " + assumption + ".")));
    return new Section("recording", "The recording: " + reproduction.recording(), blocks);
  }

  private Section modes() {
    List<Column> columns = new ArrayList<>(List.of(Column.left("")));
    comparison.modes().forEach(mode -> columns.add(Column.right(mode.mode().key())));
    List<List<Cell>> rows = new ArrayList<>();
    for (Row row : Row.all()) {
      if (comparison.modes().stream().anyMatch(it -> it.estimate(row.metric()).samples() > 0)) {
        rows.add(cells(row));
      }
    }
    return Section.of(
        "modes",
        "Modes side by side",
        new Block.Prose(comparison.scenario().description()),
        exits(),
        new Block.Grid(
            "All figures; below each the change against %s (%s)"
                .formatted(first().mode().key(), baseline.why()),
            new DataTable(columns, rows)));
  }

  private List<Cell> cells(Row figure) {
    Metric metric = figure.metric();
    List<Cell> row = new ArrayList<>(List.of(Cell.of(figure.label())));
    double reference = first().estimate(metric).mean();
    for (ModeSummary mode : comparison.modes()) {
      Estimate estimate = mode.estimate(metric);
      String value = Units.interval(unit(figure), estimate.mean(), estimate.halfWidth());
      String change = mode == first() ? "" : Units.change(reference, mode.estimate(metric).mean());
      row.add(
          Cell.of(
              change.isEmpty() || change.equals(Units.NOTHING) ? value : value + "\n" + change));
    }
    return row;
  }

  /// Host CPU and the like are counted in cores; on a page a share of a core reads better.
  private static Unit unit(Row row) {
    return row.unit() == Unit.RATIO && row.key().endsWith("Cores") ? Unit.SHARE : row.unit();
  }

  private Block exits() {
    Set<ExitReason> reasons = new LinkedHashSet<>();
    comparison.modes().forEach(mode -> reasons.addAll(mode.exitReasons()));
    List<Series> series = new ArrayList<>();
    for (ExitReason reason : reasons) {
      series.add(
          new Series(
              reason.name(),
              comparison.modes().stream()
                  .map(mode -> mode.exitsPerSecond(reason).mean())
                  .toList()));
    }
    return new Block.Figure(
        "exits",
        "VM exits by reason",
        "Each bar is one delivery mode; what is not there never left the guest.",
        new Chart.Bars(Axis.linear("exits", Unit.PER_SECOND), names(), series, true));
  }

  private Block cycles(boolean home) {
    List<Series> series = new ArrayList<>();
    for (Spending spending : Spending.values()) {
      List<Double> shares =
          comparison.modes().stream()
              .map(mode -> mode.estimate(it -> share(it, spending, home)).mean())
              .toList();
      if (shares.stream().anyMatch(share -> share > 0)) {
        series.add(new Series(spending.label(), shares));
      }
    }
    return new Block.Figure(
        home ? "cycles-home" : "cycles-other",
        home ? "On the pCPUs of the vCPUs" : "On all other pCPUs",
        "In cores: 100 % is one pCPU for the whole time.",
        new Chart.Bars(Axis.linear("cores", Unit.SHARE), names(), series, true));
  }

  private static double share(ModeResult result, Spending spending, boolean home) {
    return result.cycles(spending, home) / result.seconds() / result.hertz();
  }

  private List<String> names() {
    return comparison.modes().stream().map(mode -> mode.mode().key()).toList();
  }

  private Section statements() {
    DataTable.Builder table =
        DataTable.of(
            Column.left("stated"),
            Column.left("verdict"),
            Column.left("measured in this run, and under which condition"));
    for (Statement statement : Statements.of(comparison)) {
      table.row(
          Cell.of(statement.stated()),
          Cell.of(style(statement.verdict()), statement.verdict().word()),
          Cell.of(statement.measured()));
    }
    return Section.of("claims", "The description's statements", new Block.Grid("", table.build()));
  }

  private static Style style(Statement.Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> Style.GOOD;
      case CONDITIONAL -> Style.WARNING;
      case FAILS -> Style.BAD;
      case UNKNOWN -> Style.DIM;
    };
  }

  private Section reproduce() {
    return Section.of(
        "reproduce",
        "To get the same figures",
        new Block.Prose("Same scenario, same seed, same figures, on any machine:"),
        new Block.Code(command));
  }
}
