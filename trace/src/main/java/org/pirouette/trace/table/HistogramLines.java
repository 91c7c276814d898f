package org.pirouette.trace.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads histograms of tracefs (`hist` triggers).
final class HistogramLines implements TableLines {
  private static final Pattern HISTOGRAM = Pattern.compile("^\\{(.*)\\}\\s*hitcount:\\s*(\\d+)");
  private static final Pattern HISTOGRAM_REASON = Pattern.compile("exit_reason:\\s*(\\w+)");

  private final TableCollector collector;

  HistogramLines(TableCollector collector) {
    this.collector = collector;
  }

  @Override
  public boolean read(String line) {
    Matcher row = HISTOGRAM.matcher(line);
    if (!row.find()) {
      return line.startsWith("Totals") || line.strip().matches("(Hits|Entries|Dropped): \\d+");
    }
    long count = Figures.count(row.group(2));
    Matcher reason = HISTOGRAM_REASON.matcher(row.group(1));
    if (reason.find()) {
      collector.table().exit(TableRow.counted("", "code:" + reason.group(1), count, Double.NaN));
    } else {
      collector.table().event(TableRow.counted("", row.group(1).strip(), count, Double.NaN));
    }
    return true;
  }
}
