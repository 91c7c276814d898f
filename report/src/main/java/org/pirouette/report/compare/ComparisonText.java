package org.pirouette.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.statistics.Estimate;

/// Prints a comparison for people: the sentence that matters, the modes side by side, what changes
/// against the first one.
public final class ComparisonText {
  private final TextOutput out;
  private final Comparison comparison;
  private final ModeSummary baseline;

  private ComparisonText(TextOutput out, Comparison comparison, Baseline baseline) {
    this.out = out;
    this.comparison = comparison;
    this.baseline = baseline.in(comparison.modes());
  }

  /// Prints headline and tables.
  ///
  /// @param baseline what the others are compared with
  public static void print(TextOutput out, Comparison comparison, Baseline baseline) {
    out.headline(Headline.of(comparison, baseline));
    printTables(out, comparison, baseline);
  }

  /// Prints the tables without a headline: where the figures are not to be trusted, or another
  /// sentence leads.
  public static void printTables(TextOutput out, Comparison comparison, Baseline baseline) {
    new ComparisonText(out, comparison, baseline).tables();
  }

  private void tables() {
    out.note(runs());
    out.note(legend());
    out.blank();
    out.table(figures());
    if (comparison.modes().size() > 1 && Decision.tooFew(comparison).isEmpty()) {
      out.heading("Change against " + baseline.mode());
      out.table(changes());
    }
  }

  private String legend() {
    return comparison.modes().stream()
        .map(mode -> mode.mode() + ": " + mode.mode().title())
        .collect(Collectors.joining("; ", "", "."));
  }

  private String runs() {
    ModeSummary first = comparison.modes().getFirst();
    int replications = first.replications().size();
    String runs =
        "%s: %s of simulated time, %d %s, costs '%s'"
            .formatted(
                comparison.scenario().name(),
                Units.nanoseconds(first.replications().getFirst().seconds() * 1e9),
                replications,
                replications == 1 ? "run" : "runs with different seeds",
                comparison.costs().name());
    return replications == 1
        ? runs + "."
        : runs + "; +/- is the 95 % interval, printed where it is wider than 1 %.";
  }

  private Table figures() {
    Table table = Table.of(columns(comparison.modes()));
    section(table, "per second", Row.EXITS);
    for (ExitReason reason : reasons()) {
      row(table, "  " + reason, Unit.PER_SECOND, mode -> mode.exitsPerSecond(reason), Style.DIM);
    }
    section(table, "processors, in cores", Row.PROCESSORS);
    section(table, "latency and throughput", Row.LATENCY);
    section(table, "protocol, per second", Row.PROTOCOL);
    return table;
  }

  private void section(Table table, String title, List<Row> rows) {
    List<Row> known = rows.stream().filter(this::known).toList();
    if (!known.isEmpty()) {
      table.section(title);
      known.forEach(
          row ->
              row(
                  table,
                  row.label(comparison.scenario().host().architecture()),
                  row.unit(),
                  mode -> mode.estimate(row.metric()),
                  Style.PLAIN));
    }
  }

  /// Whether a figure exists in some mode: rows of nothing are left out.
  private boolean known(Row row) {
    return comparison.modes().stream()
        .map(mode -> mode.estimate(row.metric()).mean())
        .anyMatch(mean -> Double.isFinite(mean) && mean != 0);
  }

  private void row(
      Table table, String label, Unit unit, Function<ModeSummary, Estimate> figure, Style style) {
    List<Cell> cells = new ArrayList<>();
    List<Cell> around = new ArrayList<>();
    cells.add(Cell.of(style, label));
    around.add(Cell.of(Style.DIM, "  +/-"));
    boolean wide = false;
    for (ModeSummary mode : comparison.modes()) {
      Estimate estimate = figure.apply(mode);
      String interval = Figure.around(unit, estimate);
      wide |= !interval.isEmpty();
      cells.add(Cell.of(style, Figure.text(unit, estimate.mean())));
      around.add(Cell.of(Style.DIM, interval));
    }
    table.row(cells);
    if (wide) {
      table.row(around);
    }
  }

  private Table changes() {
    List<ModeSummary> others =
        comparison.modes().stream().filter(mode -> mode != baseline).toList();
    Table table = Table.of(columns(others));
    for (Row row : Row.all()) {
      if (row.compared() && known(row)) {
        List<Cell> cells = new ArrayList<>();
        List<Cell> around = new ArrayList<>();
        cells.add(Cell.of(row.label()));
        around.add(Cell.of(Style.DIM, "  +/-"));
        boolean wide = false;
        for (ModeSummary other : others) {
          Estimate change = other.change(baseline, row.metric());
          String interval = Figure.aroundChange(change);
          wide |= !interval.isEmpty();
          cells.add(Cell.of(style(row.metric(), change), Figure.changeAlone(change)));
          around.add(Cell.of(Style.DIM, interval));
        }
        table.row(cells);
        if (wide) {
          table.row(around);
        }
      }
    }
    return table;
  }

  private static Style style(Metric metric, Estimate change) {
    boolean moreIsBetter = metric == Metric.ITEMS_PER_SECOND || metric == Metric.GUEST_WORK;
    double surely = Double.isFinite(change.halfWidth()) ? change.halfWidth() : 0;
    if (!(Math.abs(change.mean()) > Math.max(0.01, surely))) {
      return Style.PLAIN;
    }
    return (change.mean() > 0) == moreIsBetter ? Style.GOOD : Style.WARNING;
  }

  private static List<Column> columns(List<ModeSummary> modes) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.left(""));
    modes.forEach(mode -> columns.add(Column.right(mode.mode().key())));
    return columns;
  }

  private List<ExitReason> reasons() {
    TreeSet<ExitReason> reasons = new TreeSet<>(ExitReason.ORDER);
    comparison.modes().forEach(mode -> reasons.addAll(mode.exitReasons()));
    return List.copyOf(reasons);
  }
}
