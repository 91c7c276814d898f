package org.pirouette.report.exits;

import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.VcpuExits;

/// Three recordings and more: a line for each, and their number of exits in all.
public final class ExitOverview {
  private ExitOverview() {}

  /// Prints the table.
  ///
  /// @param reports each of one recording, in the order given
  public static void print(TextOutput out, List<ExitReport> reports) {
    ExitReport worst = worst(reports);
    out.headline(
        "%d recordings, %s exits in all. Most costly is %s: %s"
            .formatted(
                reports.size(),
                Units.count(exits(reports)),
                worst.recording().name(),
                ExitSentences.headline(worst)));
    Table table =
        Table.of(
            Column.left("recording").truncate(),
            Column.right("exits"),
            Column.right("exits/s"),
            Column.right("of a core"),
            Column.left("largest cause").wrap());
    for (ExitReport report : reports) {
      VcpuExits total = report.total();
      boolean judged = ExitSentences.isJudged(total);
      table.row(
          report.recording().name(),
          Units.count(total.exits()),
          Units.rate(judged ? total.perSecond() : Double.NaN),
          Units.percent(judged ? total.lostShare() : Double.NaN),
          LargestCause.of(total, report.recording().listedShare())
              .map(cause -> cause.row().reason() + " " + Units.percent(cause.row().share()))
              .orElse("-"));
    }
    table.rule();
    table.row(
        Cell.of("in all"),
        Cell.of(Units.count(exits(reports))),
        Cell.of(""),
        Cell.of(""),
        Cell.of(""));
    out.blank();
    out.table(table);
    for (ExitReport report : reports) {
      ExitSentences.warnings(report.recording())
          .forEach(
              warning -> out.item(Style.WARNING, "!", report.recording().name() + ": " + warning));
    }
    out.note("One of them in full, or two side by side: pirouette exits FILE [FILE].");
  }

  /// Writes all reports as one document.
  public static void write(OutputStream json, List<ExitReport> reports) {
    try (JsonDocument document = JsonDocument.open(json, "exits", ExitJson.VERSION)) {
      document.field("exits", exits(reports));
      document.array("files", reports, ExitJson::whole);
    }
  }

  private static long exits(List<ExitReport> reports) {
    return reports.stream().mapToLong(report -> report.total().exits()).sum();
  }

  private static ExitReport worst(List<ExitReport> reports) {
    return reports.stream()
        .max(
            Comparator.comparingDouble(
                    (ExitReport report) -> {
                      double share = report.total().lostShare();
                      return Double.isNaN(share) ? -1 : share;
                    })
                .thenComparingLong(report -> report.total().exits()))
        .orElseThrow();
  }
}
