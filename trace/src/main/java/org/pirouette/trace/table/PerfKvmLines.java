package org.pirouette.trace.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what `perf kvm stat report` and `perf kvm stat live` print.
final class PerfKvmLines implements TableLines {
  private static final String NUMBER = "([\\d,]+)";
  private static final String MICROSECONDS = "\\s*([\\d.]+)us";

  /// perf kvm stat: reason, samples, two shares, least, most and mean time.
  private static final Pattern PERF_KVM =
      Pattern.compile(
          "^\\s*(\\S.*?)\\s+"
              + NUMBER
              + "\\s+([\\d.]+)%\\s+([\\d.]+)%"
              + MICROSECONDS
              + MICROSECONDS
              + "(?:"
              + MICROSECONDS
              + "\\s*(?:\\(\\s*\\+-\\s*([\\d.]+)%\\s*\\))?)?\\s*$");

  /// The same in the layout of newer versions: samples, share, time in ns, share, most, least,
  /// mean.
  private static final Pattern PERF_KVM_NEW =
      Pattern.compile(
          "^\\s*(\\S.*?)\\s+"
              + NUMBER
              + "\\s+([\\d.]+)%?\\s+"
              + NUMBER
              + "\\s+([\\d.]+)%?\\s+"
              + NUMBER
              + "\\s+"
              + NUMBER
              + "\\s+"
              + NUMBER
              + "\\s*$");

  /// What a mail program put into the next line.
  private static final Pattern PERF_KVM_REST =
      Pattern.compile("^\\s*([\\d.]+)us\\s*(?:\\(\\s*\\+-\\s*([\\d.]+)%\\s*\\))?\\s*$");

  private static final Pattern PERF_KVM_TOTAL =
      Pattern.compile("Total Samples:\\s*" + NUMBER + ".*?time:\\s*([\\d.]+)us");
  private static final Pattern PERF_KVM_TITLE = Pattern.compile("Analyze events for (.*?):?\\s*$");
  private static final Pattern UNKNOWN_CODE = Pattern.compile("unknown kvm exit code:\\s*(\\d+)");

  private final TableCollector collector;
  private TableRow pendingRow = TableRow.counted("", "", 0, 0);
  private boolean isPending;
  private String unknownCode = "";
  private boolean accesses;

  PerfKvmLines(TableCollector collector) {
    this.collector = collector;
  }

  @Override
  public boolean read(String line) {
    Matcher rest = PERF_KVM_REST.matcher(line);
    if (isPending && rest.matches()) {
      pendingRow = withMean(pendingRow, rest.group(1), rest.group(2));
      flush();
      return true;
    }
    flush();
    Matcher title = PERF_KVM_TITLE.matcher(line);
    if (title.find()) {
      collector.finish();
      collector.table().title(title.group(1));
      return true;
    }
    if (line.matches(".*(VM-EXIT|Event name|Access)\\s+Samples?.*")) {
      collector.finishRows();
      accesses = line.contains("Access");
      collector.table().start();
      return true;
    }
    Matcher code = UNKNOWN_CODE.matcher(line);
    if (code.find()) {
      unknownCode = code.group(1);
      return true;
    }
    Matcher total = PERF_KVM_TOTAL.matcher(line);
    if (total.find()) {
      collector
          .table()
          .stated(
              accesses ? 0 : Figures.count(total.group(1)), Figures.decimal(total.group(2)) * 1e3);
      collector.finish();
      return true;
    }
    return readRow(line);
  }

  private boolean readRow(String line) {
    Matcher row = PERF_KVM.matcher(line);
    if (row.matches()) {
      pendingRow =
          new TableRow(
              "",
              name(row.group(1)),
              Figures.count(row.group(2)),
              Double.NaN,
              Double.NaN,
              Figures.microseconds(row.group(5)),
              Figures.microseconds(row.group(6)),
              Double.NaN,
              Double.NaN);
      isPending = true;
      if (row.group(7) != null) {
        pendingRow = withMean(pendingRow, row.group(7), row.group(8));
        flush();
      }
      return true;
    }
    Matcher other = PERF_KVM_NEW.matcher(line);
    if (other.matches()) {
      long samples = Figures.count(other.group(2));
      collector
          .table()
          .exit(
              new TableRow(
                  "",
                  name(other.group(1)),
                  samples,
                  Double.NaN,
                  Figures.count(other.group(4)),
                  Figures.count(other.group(7)),
                  Figures.count(other.group(6)),
                  Figures.count(other.group(8)),
                  Double.NaN));
      return true;
    }
    return false;
  }

  private String name(String printed) {
    String name = printed;
    if (name.equals("UNKNOWN") && !unknownCode.isEmpty()) {
      name = "UNKNOWN (" + unknownCode + ")";
    }
    unknownCode = "";
    return name;
  }

  private static TableRow withMean(
      TableRow row, String mean, @org.jspecify.annotations.Nullable String error) {
    double nanoseconds = Figures.microseconds(mean);
    return new TableRow(
        row.group(),
        row.name(),
        row.count(),
        row.perSecond(),
        nanoseconds * row.count(),
        row.least(),
        row.most(),
        nanoseconds,
        error == null ? Double.NaN : Figures.decimal(error) / 100);
  }

  private void flush() {
    if (isPending) {
      if (accesses) {
        collector.table().event(pendingRow);
      } else {
        collector.table().exit(pendingRow);
      }
      isPending = false;
    }
  }

  @Override
  public void end() {
    flush();
  }
}
