package org.pirouette.report.exits;

import java.util.List;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;
import org.pirouette.trace.exits.Change;
import org.pirouette.trace.exits.ExitComparison;

/// Prints two recordings side by side, or a recording beside a prediction.
public final class ExitComparisonText {
  private final TextOutput out;

  /// @param out where to print
  public ExitComparisonText(TextOutput out) {
    this.out = out;
  }

  /// Prints before and after.
  public void print(ExitComparison comparison) {
    List<String> sentences = comparison.sentences();
    out.headline(sentences.getFirst());
    sentences.stream().skip(1).forEach(out::text);
    printFiles(comparison);
    printTables(comparison);
  }

  /// Prints what differs between two parts of one file, without naming them again.
  void printChanges(ExitComparison comparison) {
    comparison.sentences().forEach(out::text);
    printTables(comparison);
  }

  private void printFiles(ExitComparison comparison) {
    out.note(
        "before: "
            + comparison.before().recording().name()
            + ": "
            + ExitSentences.recording(comparison.before()));
    out.note(
        "after:  "
            + comparison.after().recording().name()
            + ": "
            + ExitSentences.recording(comparison.after()));
    ExitSentences.warnings(comparison.before().recording())
        .forEach(warning -> out.item(Style.WARNING, "!", "before: " + warning));
    ExitSentences.warnings(comparison.after().recording())
        .forEach(warning -> out.item(Style.WARNING, "!", "after: " + warning));
  }

  private void printTables(ExitComparison comparison) {
    String unit = comparison.perSecond() ? " (exits per second)" : " (exits)";
    out.heading("By cause" + unit);
    out.table(table("cause", comparison, comparison.causes(), true));
    out.heading("By reason" + unit);
    out.table(table("reason", comparison, comparison.reasons(), false));
    out.note(
        "noise: what chance alone may change, two standard deviations of counts of independent"
            + " events. Changes within it are not marked.");
  }

  private Table table(
      String title, ExitComparison comparison, List<Change> changes, boolean shares) {
    Column[] columns = {
      Column.left(title).truncate(),
      Column.right("before"),
      Column.right("after"),
      Column.right("change"),
      Column.right("noise"),
      Column.right("of a core before").orDrop(),
      Column.right("after").orDrop()
    };
    Table table = Table.of(shares ? columns : java.util.Arrays.copyOf(columns, 5));
    for (Change change : changes) {
      row(table, comparison, change, shares);
    }
    table.rule();
    row(table, comparison, comparison.total(), shares);
    return table;
  }

  private static void row(Table table, ExitComparison comparison, Change change, boolean shares) {
    Style style =
        !change.isSignificant()
            ? Style.DIM
            : change.after() < change.before() ? Style.GOOD : Style.BAD;
    Cell name = Cell.of(change.name());
    Cell before = Cell.of(value(comparison, change.before()));
    Cell after = Cell.of(value(comparison, change.after()));
    Cell difference = Cell.of(style, Units.change(change.before(), change.after()));
    Cell noise = Cell.of("+/-" + Units.percent(change.noise()));
    if (shares) {
      table.row(
          name,
          before,
          after,
          difference,
          noise,
          Cell.of(Units.percent(change.beforeShareOfCore())),
          Cell.of(Units.percent(change.afterShareOfCore())));
    } else {
      table.row(name, before, after, difference, noise);
    }
  }

  private static String value(ExitComparison comparison, double number) {
    return comparison.perSecond() ? Units.rate(number) : Units.count(Math.round(number));
  }

  /// Prints how well a prediction was met.
  public void print(PredictionCheck check) {
    out.headline(check.sentence());
    out.note(
        "prediction: compare of "
            + check.prediction().name()
            + "; recording: "
            + check.report().recording().name()
            + ".");
    ExitSentences.warnings(check.report().recording())
        .forEach(warning -> out.item(Style.WARNING, "!", warning));
    out.heading(check.prediction().counts() ? "Exits" : "Exits per second");
    Table table =
        Table.of(
            Column.left("reason").truncate(),
            Column.right("predicted"),
            Column.right("recorded"),
            Column.right("difference"),
            Column.left("agrees"));
    for (PredictionCheck.Row row : check.rows()) {
      table.row(
          Cell.of(row.reason()),
          Cell.of(check.value(row.predicted())),
          Cell.of(check.value(row.recorded())),
          Cell.of(Units.change(row.predicted(), row.recorded())),
          Cell.of(row.agrees() ? Style.GOOD : Style.BAD, row.agrees() ? "yes" : "no"));
    }
    out.table(table);
    out.note(
        check.prediction().counts()
            ? "agrees: within 2 %, or no further apart than chance explains (95 %)."
            : "agrees: within 10 %, or no further apart than chance explains (95 %).");
  }
}
