package org.pirouette.fleet.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.statistics.Estimate;

/// A sweep for people: the answer, where it begins to pay, then a line for each combination.
public final class SweepText {
  private SweepText() {}

  /// @param pays from which gain on direct delivery pays, in cores per virtual machine
  /// @param most lines of the table at most
  public static void print(TextOutput out, Sweep sweep, double pays, int most) {
    List<PointResult> sorted = sweep.byGain();
    out.headline(headline(sorted, pays));
    out.text(
        "Host time given back per VM, %s against %s; with the 95 %% interval over seeds. Simulated, not measured."
            .formatted(modes(sorted, true), modes(sorted, false)));
    if (!sweep.frontiers().isEmpty()) {
      out.heading("Where it begins to pay (%s or more, surely)".formatted(cores(pays)));
      sweep.frontiers().forEach(frontier -> out.item("-", sentence(frontier) + "."));
    }
    out.heading("Combinations, the largest gain first");
    List<Column> columns = new ArrayList<>();
    sweep.plan().axes().forEach(axis -> columns.add(Column.right(shortened(axis.key()))));
    columns.add(Column.right("gain, cores"));
    columns.add(Column.right("+-"));
    columns.add(Column.right("exits/s"));
    columns.add(Column.right("then"));
    columns.add(Column.right("irq p99").orDrop());
    columns.add(Column.right("then").orDrop());
    columns.add(Column.right("runs").orDrop());
    Table table = Table.of(columns);
    for (PointResult result : sorted.subList(0, Math.min(most, sorted.size()))) {
      table = table.row(row(sweep, result, pays));
    }
    out.table(table);
    if (sorted.size() > most) {
      out.note(
          "%,d further combinations: --json and --csv have all.".formatted(sorted.size() - most));
    }
  }

  private static List<Cell> row(Sweep sweep, PointResult result, double pays) {
    List<Cell> cells = new ArrayList<>();
    sweep
        .plan()
        .axes()
        .forEach(axis -> cells.add(Cell.of(result.values().getOrDefault(axis.key(), ""))));
    Estimate gain = result.gain();
    cells.add(
        Cell.of(
            result.least() >= pays ? Style.GOOD : Style.PLAIN,
            String.format(Locale.ROOT, "%.3f", gain.mean())));
    cells.add(
        Cell.of(
            Double.isFinite(gain.halfWidth())
                ? String.format(Locale.ROOT, "%.3f", gain.halfWidth())
                : Units.NOTHING));
    cells.add(Cell.of(rate(result.before())));
    cells.add(Cell.of(rate(result.after())));
    cells.add(Cell.of(latency(result.before())));
    cells.add(Cell.of(latency(result.after())));
    cells.add(Cell.of(Integer.toString(result.replications())));
    return cells;
  }

  private static String rate(ModeSummary mode) {
    return Units.rate(mode.estimate(Metric.EXITS_PER_SECOND).mean());
  }

  private static String latency(ModeSummary mode) {
    return Units.nanoseconds(mode.estimate(Metric.INTERRUPT_LATENCY_P99).mean());
  }

  private static String headline(List<PointResult> sorted, double pays) {
    long paying = sorted.stream().filter(result -> result.least() >= pays).count();
    PointResult best = sorted.getFirst();
    String most =
        best.gain().mean() > 0
            ? "most at %s: %s per VM".formatted(best.point().name(), cores(best.gain().mean()))
            : "no combination gives anything back";
    return "Direct delivery pays in %,d of %,d combinations; %s"
        .formatted(paying, sorted.size(), most);
  }

  private static String cores(double cores) {
    return String.format(Locale.ROOT, "%.3f cores", cores);
  }

  private static String modes(List<PointResult> results, boolean after) {
    return results.stream()
        .map(result -> (after ? result.after() : result.before()).mode())
        .sorted(Comparator.comparing(mode -> mode.key()))
        .map(mode -> mode.key())
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  static String sentence(Frontier frontier) {
    String where =
        frontier.others().isEmpty()
            ? ""
            : frontier.others().entrySet().stream()
                    .map(value -> shortened(value.getKey()) + "=" + value.getValue())
                    .collect(Collectors.joining(", "))
                + ": ";
    String key = shortened(frontier.key());
    if (frontier.from().isEmpty()) {
      return where + "at none of the values of " + key;
    }
    String from = frontier.from().get();
    return frontier
        .below()
        .map(below -> where + "from " + key + "=" + from + " on (not at " + below + ")")
        .orElse(where + "at every value of " + key + ", from " + from + " on");
  }

  /// The last word of a place.
  private static String shortened(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
