package org.pirouette.trace.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what `perf stat -e 'kvm:*'` prints, also in intervals (-I), by CPU (-A) and as CSV (-x).
/// Counts of one event are added up over intervals and CPUs.
final class PerfStatLines implements TableLines {
  private static final String INTERVAL = "\\s*(\\d+\\.\\d{9})";

  private static final Pattern ROW =
      Pattern.compile(
          "^(?:"
              + INTERVAL
              + "\\s)?\\s*(?:(?:CPU\\d+|[SND]\\d+\\S*|\\S+-\\d+)\\s+)?(?:\\d+\\s+(?=\\d+\\s+kvm))?("
              + Figures.COUNT
              + ")\\s+(?:\\w+:)?(kvm_\\w+)\\b.*$");
  private static final Pattern SEPARATED =
      Pattern.compile(
          "^(?:"
              + INTERVAL
              + "[,;|])?(?:\\w+-?\\w*[,;|])?(?:\\d+[,;|](?=\\d+[,;|]))?(\\d+)[,;|][^,;|]*[,;|](?:\\w+:)?(kvm_\\w+)\\b.*$");
  private static final Pattern ELAPSED = Pattern.compile("^\\s*([\\d.,]+)\\s+seconds time elapsed");
  private static final Pattern NOT_COUNTED = Pattern.compile("<not (counted|supported)>");

  private final TableCollector collector;
  private final Map<String, Long> counts = new LinkedHashMap<>();

  PerfStatLines(TableCollector collector) {
    this.collector = collector;
  }

  @Override
  public boolean read(String line) {
    Matcher elapsed = ELAPSED.matcher(line);
    if (elapsed.find()) {
      collector.seconds(Figures.decimal(elapsed.group(1).replace(',', '.')));
      return true;
    }
    if (line.contains("Performance counter stats")) {
      end();
      return true;
    }
    Matcher row = SEPARATED.matcher(line);
    if (!row.matches()) {
      row = ROW.matcher(line);
    }
    if (!row.matches()) {
      return NOT_COUNTED.matcher(line).find();
    }
    if (row.group(1) != null) {
      collector.seconds(Figures.decimal(row.group(1)));
    }
    counts.merge("kvm:" + row.group(3), Figures.count(row.group(2)), Long::sum);
    return true;
  }

  @Override
  public void end() {
    counts.forEach(
        (name, count) -> collector.table().event(TableRow.counted("", name, count, Double.NaN)));
    counts.clear();
    collector.finishRows();
  }
}
