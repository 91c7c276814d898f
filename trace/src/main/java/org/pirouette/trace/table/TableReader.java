package org.pirouette.trace.table;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.trace.RecordingFormat;
import org.pirouette.trace.RecordingNotes;

/// Reads the tables of other tools out of a text, also quoted, wrapped and cut: what has the shape
/// of a row is read, what looks like a row and is none is named with its line.
public final class TableReader {
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

  private static final Pattern KVM_STAT =
      Pattern.compile(
          "^\\s*(\\w+(?:\\(([\\w-]+)\\))?)\\s+(?:\\D\\s+)?(\\d+)(?:\\s+([\\d.]+))?\\s+(\\d+)\\s*$");
  private static final Pattern BCC =
      Pattern.compile(
          "^(?:\\^C)?\\s*(?:(\\d+)\\s+)?(?:(\\d+)\\s+)?([A-Z][A-Z_0-9/]{2,})\\s+(\\d+)\\s*$");
  private static final Pattern BPFTRACE =
      Pattern.compile("^@exit_ns\\[(\\d{1,9}),\\s*([^\\]]*)\\]");

  /// Exit codes from here on exist only on AMD.
  private static final int FIRST_AMD_CODE = 0x60;

  private static final Pattern BUCKET =
      Pattern.compile("^[\\[(](\\d+)([KMG]?)(?:,\\s*(\\d+)([KMG]?)[)\\]])?\\]?\\s+(\\d+)\\s*\\|");
  private static final Pattern SYSTEMTAP =
      Pattern.compile("^\\s*(\\d+):\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s*$");
  private static final Pattern PERF_STAT =
      Pattern.compile("^\\s*([\\d,.]+)\\s+(?:\\w+:)?(kvm_\\w+|kvm:\\w+)\\b.*$");
  private static final Pattern PERF_STAT_TIME =
      Pattern.compile("^\\s*([\\d.]+)\\s+seconds time elapsed");
  private static final Pattern PERF_REPORT_ROW =
      Pattern.compile("^\\s*([\\d.]+)%\\s+(.*?reason\\s+)?(\\w+)\\s*(\\(\\d+\\))?.*$");
  private static final Pattern PERF_REPORT_COUNT =
      Pattern.compile("Event count \\(approx\\.\\):\\s*(\\d+)");
  private static final Pattern HISTOGRAM = Pattern.compile("^\\{(.*)\\}\\s*hitcount:\\s*(\\d+)");
  private static final Pattern HISTOGRAM_REASON = Pattern.compile("exit_reason:\\s*(\\w+)");

  private final RecordingFormat format;
  private final RecordingNotes notes;
  private final List<ReportedTable> tables = new ArrayList<>();
  private ReportedTable.Builder table = new ReportedTable.Builder();
  private TableRow pendingRow = TableRow.counted("", "", 0, 0);
  private boolean isPending;
  private String unknownCode = "";
  private String bpftraceName = "";
  private String bpftraceCode = "";
  private boolean amdCodes;
  private boolean accesses;
  private double reportEvents = Double.NaN;
  private double seconds = Double.NaN;

  /// @param format which tool's
  /// @param notes gets the lines that could not be read
  public TableReader(RecordingFormat format, RecordingNotes notes) {
    this.format = format;
    this.notes = notes;
  }

  /// Reads all tables of a text.
  public List<ReportedTable> read(String text) {
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String line = raw.replaceAll("^[>|\\s]*>\\s?", "").stripTrailing();
      if (!line.isBlank() && !readLine(line) && looksLikeRow(line)) {
        notes.unreadable(number, line.strip().substring(0, Math.min(60, line.strip().length())));
      }
    }
    flush();
    finish();
    return format == RecordingFormat.BPFTRACE_KVMEXITS ? withCodes() : List.copyOf(tables);
  }

  /// kvmexits.bt prints every code through Intel's table; where codes are AMD's, they are what
  /// counts.
  private List<ReportedTable> withCodes() {
    if (amdCodes) {
      notes.warn("The exit codes are AMD's, which kvmexits.bt names by Intel's table: renamed.");
    }
    List<ReportedTable> renamed = new ArrayList<>();
    for (ReportedTable bpftrace : tables) {
      renamed.add(
          new ReportedTable(
              bpftrace.title(),
              bpftrace.exits().stream().map(this::withCode).toList(),
              bpftrace.events(),
              bpftrace.statedExits(),
              bpftrace.statedNanoseconds()));
    }
    return List.copyOf(renamed);
  }

  private TableRow withCode(TableRow row) {
    return row.named("", amdCodes ? "svm:" + row.group() : row.name());
  }

  /// How long the tool counted, seconds; NaN if the text does not say.
  public double seconds() {
    return seconds;
  }

  private boolean readLine(String line) {
    return switch (format) {
      case PERF_KVM_STAT -> readPerfKvm(line);
      case KVM_STAT -> readKvmStat(line);
      case BCC_KVMEXIT -> readBcc(line);
      case BPFTRACE_KVMEXITS -> readBpftrace(line);
      case SYSTEMTAP -> readSystemTap(line);
      case PERF_STAT -> readPerfStat(line);
      case PERF_REPORT -> readPerfReport(line);
      case FTRACE_HISTOGRAM -> readHistogram(line);
      default -> false;
    };
  }

  /// A line with a word and numbers, which is perhaps a damaged row.
  private static boolean looksLikeRow(String line) {
    String text = line.strip();
    return !text.startsWith("#")
        && !text.startsWith("$")
        && text.matches("^[\\w():%.,-]+\\s+.*\\d.*")
        && text.chars().filter(Character::isDigit).count() * 4 > text.replace(" ", "").length();
  }

  private void finish() {
    if (!table.isEmpty()) {
      tables.add(table.build());
    }
    table = new ReportedTable.Builder();
  }

  private boolean readPerfKvm(String line) {
    Matcher rest = PERF_KVM_REST.matcher(line);
    if (isPending && rest.matches()) {
      pendingRow = withMean(pendingRow, rest.group(1), rest.group(2));
      flush();
      return true;
    }
    flush();
    Matcher title = PERF_KVM_TITLE.matcher(line);
    if (title.find()) {
      finish();
      table.title(title.group(1));
      return true;
    }
    if (line.matches(".*(VM-EXIT|Event name|Access)\\s+Samples?.*")) {
      if (table.hasRows()) {
        finish();
      }
      accesses = line.contains("Access");
      table.start();
      return true;
    }
    Matcher code = UNKNOWN_CODE.matcher(line);
    if (code.find()) {
      unknownCode = code.group(1);
      return true;
    }
    Matcher total = PERF_KVM_TOTAL.matcher(line);
    if (total.find()) {
      table.stated(accesses ? 0 : count(total.group(1)), Double.parseDouble(total.group(2)) * 1e3);
      finish();
      return true;
    }
    return readPerfKvmRow(line);
  }

  private boolean readPerfKvmRow(String line) {
    Matcher row = PERF_KVM.matcher(line);
    if (row.matches()) {
      pendingRow =
          new TableRow(
              "",
              name(row.group(1)),
              count(row.group(2)),
              Double.NaN,
              Double.NaN,
              microseconds(row.group(5)),
              microseconds(row.group(6)),
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
      long samples = count(other.group(2));
      table.exit(
          new TableRow(
              "",
              name(other.group(1)),
              samples,
              Double.NaN,
              count(other.group(4)),
              count(other.group(7)),
              count(other.group(6)),
              count(other.group(8)),
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
    double nanoseconds = microseconds(mean);
    return new TableRow(
        row.group(),
        row.name(),
        row.count(),
        row.perSecond(),
        nanoseconds * row.count(),
        row.least(),
        row.most(),
        nanoseconds,
        error == null ? Double.NaN : Double.parseDouble(error) / 100);
  }

  private void flush() {
    if (isPending) {
      if (accesses) {
        table.event(pendingRow);
      } else {
        table.exit(pendingRow);
      }
      isPending = false;
    }
  }

  private boolean readKvmStat(String line) {
    if (line.contains("kvm statistics")) {
      finish();
      return true;
    }
    Matcher row = KVM_STAT.matcher(line);
    if (!row.matches()) {
      return line.strip().startsWith("Total") || line.strip().startsWith("Event");
    }
    String name = row.group(1);
    long count = count(row.group(3));
    double rate = Double.parseDouble(row.group(5));
    if (name.startsWith("kvm_exit(")) {
      table.exit(TableRow.counted("", row.group(2), count, rate));
    } else if (name.equals("Total")) {
      return true;
    } else {
      table.event(TableRow.counted("", name, count, rate));
    }
    return true;
  }

  private boolean readBcc(String line) {
    if (line.contains("KVM_EXIT_REASON")) {
      finish();
      table.start();
      return true;
    }
    if (line.contains("kvmexit.py")) {
      finish();
      table.title(line.replaceAll("^[#$\\s]*", ""));
      return true;
    }
    if (line.startsWith("Display kvm exit")) {
      Matcher sleeping = Pattern.compile("sleeping (\\d+) secs").matcher(line);
      seconds = sleeping.find() ? Double.parseDouble(sleeping.group(1)) : Double.NaN;
      return true;
    }
    Matcher row = BCC.matcher(line);
    if (!row.matches()) {
      return false;
    }
    String thread = row.group(2) != null ? row.group(2) : row.group(1) != null ? row.group(1) : "";
    table.exit(TableRow.counted(thread, row.group(3), count(row.group(4)), Double.NaN));
    return true;
  }

  /// A histogram per reason: bounds in nanoseconds, with K, M, G for powers of 1024.
  private boolean readBpftrace(String line) {
    Matcher head = BPFTRACE.matcher(line);
    if (head.find()) {
      String name = head.group(2).strip();
      bpftraceName = name.isEmpty() ? "code:" + head.group(1) : name;
      amdCodes |= name.isEmpty() && Integer.parseInt(head.group(1)) >= FIRST_AMD_CODE;
      bpftraceCode = head.group(1);
      table.start();
      return true;
    }
    Matcher bucket = BUCKET.matcher(line);
    if (!bucket.find()) {
      return line.startsWith("Attaching") || line.startsWith("Tracing");
    }
    double low = scaled(bucket.group(1), bucket.group(2));
    double high = bucket.group(3) == null ? low : scaled(bucket.group(3), bucket.group(4));
    long count = count(bucket.group(5));
    double middle = (low + high) / 2;
    table.exit(
        new TableRow(
            bpftraceCode,
            bpftraceName,
            count,
            Double.NaN,
            middle * count,
            low,
            high,
            middle,
            Double.NaN));
    return true;
  }

  private static double scaled(String digits, String unit) {
    double value = Double.parseDouble(digits);
    return switch (unit) {
      case "K" -> value * 1024;
      case "M" -> value * 1024 * 1024;
      case "G" -> value * 1024 * 1024 * 1024;
      default -> value;
    };
  }

  private boolean readSystemTap(String line) {
    Matcher row = SYSTEMTAP.matcher(line);
    if (!row.matches()) {
      return line.contains("reason: count");
    }
    long count = count(row.group(2));
    double total = microseconds(row.group(3));
    table.exit(
        new TableRow(
            "",
            "vmx:" + row.group(1),
            count,
            Double.NaN,
            total,
            microseconds(row.group(4)),
            microseconds(row.group(6)),
            count > 0 ? total / count : Double.NaN,
            Double.NaN));
    return true;
  }

  private boolean readPerfStat(String line) {
    Matcher elapsed = PERF_STAT_TIME.matcher(line);
    if (elapsed.find()) {
      seconds = Double.parseDouble(elapsed.group(1));
      return true;
    }
    Matcher row = PERF_STAT.matcher(line);
    if (!row.matches()) {
      return line.contains("Performance counter stats");
    }
    table.event(TableRow.counted("", row.group(2), count(row.group(1)), Double.NaN));
    return true;
  }

  private boolean readPerfReport(String line) {
    if (line.startsWith("##")) {
      if (table.hasRows()) {
        finish();
      }
      table.title(line.replace("#", "").strip());
      return true;
    }
    Matcher total = PERF_REPORT_COUNT.matcher(line);
    if (total.find()) {
      if (table.hasRows()) {
        finish();
      }
      reportEvents = Double.parseDouble(total.group(1));
      table.start();
      return true;
    }
    Matcher row = PERF_REPORT_ROW.matcher(line);
    if (!row.matches()) {
      return line.startsWith("Overhead") || line.startsWith("#");
    }
    double share = Double.parseDouble(row.group(1)) / 100;
    table.event(TableRow.counted("", row.group(3), Math.round(share * reportEvents), Double.NaN));
    return true;
  }

  private boolean readHistogram(String line) {
    Matcher row = HISTOGRAM.matcher(line);
    if (!row.find()) {
      return line.startsWith("Totals") || line.strip().matches("(Hits|Entries|Dropped): \\d+");
    }
    long count = count(row.group(2));
    Matcher reason = HISTOGRAM_REASON.matcher(row.group(1));
    if (reason.find()) {
      table.exit(TableRow.counted("", "code:" + reason.group(1), count, Double.NaN));
    } else {
      table.event(TableRow.counted("", row.group(1).strip(), count, Double.NaN));
    }
    return true;
  }

  /// Counts have thousands separators in some languages.
  private static long count(String digits) {
    String plain = digits.replace(",", "").replace(".", "");
    return plain.isEmpty() || plain.length() > 18 ? 0 : Long.parseLong(plain);
  }

  private static double microseconds(String digits) {
    try {
      return Double.parseDouble(digits) * 1e3;
    } catch (NumberFormatException unreadable) {
      return Double.NaN;
    }
  }
}
