package org.pirouette.trace.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a `perf report` (or `perf top`) of one event, whose rows are shares of its count. With the
/// trace output of `kvm_exit` in its rows, these are exits by reason.
final class PerfReportLines implements TableLines {
  private static final Pattern PERF_REPORT_ROW =
      Pattern.compile("^\\s*(\\d+(?:\\.\\d+)?)%\\s+(.*?reason\\s+)?(\\w+)\\s*(\\(\\d+\\))?.*$");
  private static final Pattern PERF_REPORT_COUNT =
      Pattern.compile("Event count \\(approx\\.\\):\\s*(\\d+)");

  private static final Pattern EVENT = Pattern.compile("of events? '?kvm:(kvm_\\w+)");

  private final TableCollector collector;
  private boolean exits;
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
    Matcher event = EVENT.matcher(line);
    boolean isHeading = event.find();
    if (isHeading) {
      exits = event.group(1).equals("kvm_exit");
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
      return isHeading || line.startsWith("Overhead") || line.startsWith("#");
    }
    double share = Figures.decimal(row.group(1)) / 100;
    TableRow counted =
        TableRow.counted("", row.group(3), Math.round(share * reportEvents), Double.NaN);
    if (exits && row.group(2) != null) {
      collector.table().exit(counted);
      collector.table().listed(counted.count(), share);
    } else {
      collector.table().event(counted);
    }
    return true;
  }
}
