package org.pirouette.trace.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the table of bcc's `kvmexit`.
final class BccLines implements TableLines {
  private static final Pattern BCC =
      Pattern.compile(
          "^(?:\\^C)?\\s*(?:(\\d+)\\s+)?(?:(\\d+)\\s+)?([A-Z][A-Z_0-9/]{2,})\\s+(\\d+)\\s*$");

  private static final Pattern SLEEPING = Pattern.compile("sleeping (\\d+) secs");

  private final TableCollector collector;

  BccLines(TableCollector collector) {
    this.collector = collector;
  }

  @Override
  public boolean read(String line) {
    if (line.contains("KVM_EXIT_REASON")) {
      collector.finish();
      collector.table().start();
      return true;
    }
    if (line.contains("kvmexit.py")) {
      collector.finish();
      collector.headings().take();
      collector.headings().add(line.replaceAll("^[#$\\s]*", ""));
      return true;
    }
    if (line.startsWith("Display kvm exit")) {
      Matcher sleeping = SLEEPING.matcher(line);
      collector.seconds(sleeping.find() ? Figures.decimal(sleeping.group(1)) : Double.NaN);
      return true;
    }
    Matcher row = BCC.matcher(line);
    if (!row.matches()) {
      return false;
    }
    String thread = row.group(2) != null ? row.group(2) : row.group(1) != null ? row.group(1) : "";
    collector
        .table()
        .exit(TableRow.counted(thread, row.group(3), Figures.count(row.group(4)), Double.NaN));
    return true;
  }
}
