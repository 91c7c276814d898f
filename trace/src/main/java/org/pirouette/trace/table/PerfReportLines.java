package org.pirouette.trace.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a `perf report` of one event, whose rows are shares of its count.
final class PerfReportLines implements TableLines {
  private static final Pattern PERF_REPORT_ROW =
      Pattern.compile("^\\s*(\\d+(?:\\.\\d+)?)%\\s+(.*?reason\\s+)?(\\w+)\\s*(\\(\\d+\\))?.*$");
  private static final Pattern PERF_REPORT_COUNT =
      Pattern.compile("Event count \\(approx\\.\\):\\s*(\\d+)");

  private final TableCollector collector;
  private double reportEvents = Double.NaN;

  PerfReportLines(TableCollector collector) {
    this.collector = collector;
  }

  @Override
  public boolean read(String line) {
    if (line.startsWith("##")) {
      collector.finishRows();
      collector.table().title(line.replace("#", "").strip());
      return true;
    }
    Matcher total = PERF_REPORT_COUNT.matcher(line);
    if (total.find()) {
      collector.finishRows();
      reportEvents = Figures.decimal(total.group(1));
      collector.table().start();
      return true;
    }
    Matcher row = PERF_REPORT_ROW.matcher(line);
    if (!row.matches()) {
      return line.startsWith("Overhead") || line.startsWith("#");
    }
    double share = Figures.decimal(row.group(1)) / 100;
    collector
        .table()
        .event(TableRow.counted("", row.group(3), Math.round(share * reportEvents), Double.NaN));
    return true;
  }
}
