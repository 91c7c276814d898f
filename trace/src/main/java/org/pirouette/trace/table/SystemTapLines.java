package org.pirouette.trace.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the table of `kvm_service_time.stp`.
final class SystemTapLines implements TableLines {
  private static final Pattern SYSTEMTAP =
      Pattern.compile("^\\s*(\\d+):\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s*$");

  private final TableCollector collector;

  SystemTapLines(TableCollector collector) {
    this.collector = collector;
  }

  @Override
  public boolean read(String line) {
    Matcher row = SYSTEMTAP.matcher(line);
    if (!row.matches()) {
      return line.contains("reason: count");
    }
    long count = Figures.count(row.group(2));
    double total = Figures.microseconds(row.group(3));
    collector
        .table()
        .exit(
            new TableRow(
                "",
                "vmx:" + row.group(1),
                count,
                Double.NaN,
                total,
                Figures.microseconds(row.group(4)),
                Figures.microseconds(row.group(6)),
                count > 0 ? total / count : Double.NaN,
                Double.NaN));
    return true;
  }
}
