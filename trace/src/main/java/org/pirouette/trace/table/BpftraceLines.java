package org.pirouette.trace.table;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.trace.event.RecordingNotes;

/// Reads maps of bpftrace, each name as a table of its own, whose keys are exit reasons or
/// tracepoints of KVM: counts, statistics, and histograms (times in nanoseconds unless the map's
/// name says microseconds).
///
/// ```
/// @exits[EXTERNAL_INTERRUPT]: 1234        @[12]: 55        @[kvm:kvm_exit]: 446
/// @ns[48]: count 5, average 10, total 50
/// @exit_ns[30, IO_INSTRUCTION]:
/// [1K, 2K)   12 |@@@      |
/// ```
final class BpftraceLines implements TableLines {
  private static final Pattern MAP = Pattern.compile("^\\s*@(\\w*)\\[([^\\]]*)\\]:\\s*(.*)$");
  private static final Pattern STATISTICS =
      Pattern.compile("^count (\\d+), average (\\d+), total (\\d+)$");
  private static final Pattern BUCKET =
      Pattern.compile("^[\\[(](\\d+)([KMG]?)(?:,\\s*(\\d+)([KMG]?)[)\\]])?\\]?\\s+(\\d+)\\s*\\|");
  private static final Pattern TRACEPOINT = Pattern.compile("(?:tracepoint:)?kvm:(kvm_\\w+)");
  private static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_/]{2,}|[A-Z]+\\w*_LOW|WFx");
  private static final Pattern NUMBER = Pattern.compile("(?:0x)?[0-9a-fA-F]{1,9}");

  /// Names of maps whose plain values are times, or marks that the program forgot to clear.
  private static final Pattern NO_COUNT =
      Pattern.compile(
          "(?i).*(avg|max|min|start|begin|time|stamp|last|prev|usecs|nsecs|_ns|_us).*|ns|us|ts|sum|total");

  /// Exit codes from here on exist only on AMD.
  private static final int FIRST_AMD_CODE = 0x60;

  private static final int FIRST_ID = 0x10000;

  private final TableCollector collector;
  private final RecordingNotes notes;
  private String name = "";
  private String code = "";
  private String current = "";
  private double unit = 1;
  private boolean amdCodes;

  BpftraceLines(TableCollector collector, RecordingNotes notes) {
    this.collector = collector;
    this.notes = notes;
  }

  @Override
  public boolean read(String line) {
    Matcher map = MAP.matcher(line);
    if (map.find()) {
      return map(map.group(1), map.group(2), map.group(3).strip());
    }
    Matcher bucket = BUCKET.matcher(line);
    if (bucket.find()) {
      return name.isEmpty() || bucket(bucket);
    }
    return line.startsWith("Attaching") || line.startsWith("Tracing") || line.startsWith("^C");
  }

  private boolean map(String map, String key, String value) {
    Matcher tracepoint = TRACEPOINT.matcher(key);
    if (tracepoint.matches()) {
      name = "";
      return value.matches("\\d+")
          && event(TableRow.counted("", tracepoint.group(1), Figures.count(value), Double.NaN));
    }
    boolean plain = value.matches("\\d+");
    if (plain && NO_COUNT.matcher(map).matches() || !key(key)) {
      name = "";
      return plain;
    }
    if (!map.equals(current) && collector.table().hasExits()) {
      collector.finish();
    }
    current = map;
    collector.table().start();
    collector.table().title("@" + map);
    unit = map.matches("(?i).*(us|usecs|micro\\w*)") ? 1e3 : 1;
    Matcher statistics = STATISTICS.matcher(value);
    if (statistics.matches()) {
      long count = Figures.count(statistics.group(1));
      double mean = Figures.count(statistics.group(2)) * unit;
      row(count, Figures.count(statistics.group(3)) * unit, Double.NaN, Double.NaN, mean);
      return true;
    }
    if (value.isEmpty()) {
      return true;
    }
    if (!plain) {
      return false;
    }
    row(Figures.count(value), Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    return true;
  }

  private boolean event(TableRow row) {
    collector.table().event(row);
    return true;
  }

  /// Finds the reason among a map's keys: a name, a number, or both; the command and thread before
  /// them do not matter.
  private boolean key(String key) {
    String[] parts = key.split(",", -1);
    String last = parts[parts.length - 1].strip();
    String before = parts.length > 1 ? parts[parts.length - 2].strip() : "";
    boolean numbered = isCode(before) && (last.isEmpty() || !isCode(last));
    code = numbered ? before : isCode(last) ? last : "";
    name = numbered || !isCode(last) ? last : "";
    amdCodes |= name.isEmpty() && !code.isEmpty() && Integer.decode(code) >= FIRST_AMD_CODE;
    if (name.isEmpty()) {
      name = "code:" + code;
    }
    return !code.isEmpty() || REASON.matcher(last).matches();
  }

  private static boolean isCode(String text) {
    if (!NUMBER.matcher(text).matches() || text.startsWith("0") && text.matches("0\\d+")) {
      return false;
    }
    try {
      return Integer.decode(text) < FIRST_ID;
    } catch (NumberFormatException name) {
      return false;
    }
  }

  /// A bar of a histogram: bounds with K, M, G for powers of 1024.
  private boolean bucket(Matcher bucket) {
    double low = scaled(bucket.group(1), bucket.group(2)) * unit;
    double high = bucket.group(3) == null ? low : scaled(bucket.group(3), bucket.group(4)) * unit;
    long count = Figures.count(bucket.group(5));
    double middle = (low + high) / 2;
    row(count, middle * count, low, high, middle);
    return true;
  }

  private void row(long count, double total, double least, double most, double mean) {
    collector
        .table()
        .exit(new TableRow(code, name, count, Double.NaN, total, least, most, mean, Double.NaN));
  }

  private static double scaled(String digits, String unit) {
    double value = Figures.decimal(digits);
    return switch (unit) {
      case "K" -> value * 1024;
      case "M" -> value * 1024 * 1024;
      case "G" -> value * 1024 * 1024 * 1024;
      default -> value;
    };
  }

  /// Programs print every code through Intel's table; where codes are AMD's, they are what counts.
  @Override
  public void end() {
    collector.finish();
    if (amdCodes) {
      notes.warn("The exit codes are AMD's, which kvmexits.bt names by Intel's table: renamed.");
    }
    List<ReportedTable> renamed = new ArrayList<>();
    for (ReportedTable table : collector.tables()) {
      renamed.add(
          new ReportedTable(
              table.title(),
              table.exits().stream().map(this::withCode).toList(),
              table.events(),
              table.statedExits(),
              table.listedShare(),
              table.statedNanoseconds(),
              table.seconds()));
    }
    collector.replace(renamed);
  }

  private TableRow withCode(TableRow row) {
    boolean amd = amdCodes && !row.group().isEmpty();
    return row.named("", amd ? "svm:" + row.group() : row.name());
  }
}
