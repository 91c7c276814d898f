package org.pirouette.trace.table;

import java.util.List;
import org.pirouette.trace.event.RecordingFormat;
import org.pirouette.trace.event.RecordingNotes;

/// Reads the tables of other tools out of a text, also quoted, wrapped and cut: what has the shape
/// of a row is read, what looks like a row and is none is named with its line.
public final class TableReader {
  private static final int MOST_SHOWN = 60;
  private static final int MOST_LINE = 1 << 16;
  private static final int MOST_BLANKS = 64;

  private final RecordingNotes notes;
  private final TableCollector collector = new TableCollector();
  private final TableLines lines;

  /// @param format which tool's
  /// @param notes gets the lines that could not be read
  public TableReader(RecordingFormat format, RecordingNotes notes) {
    this.notes = notes;
    this.lines =
        switch (format) {
          case PERF_KVM_STAT -> new PerfKvmLines(collector);
          case KVM_STAT -> new KvmStatLines(collector);
          case KVM_COUNTERS -> new CounterLines(collector);
          case BCC_KVMEXIT -> new BccLines(collector);
          case BPFTRACE_KVMEXITS -> new BpftraceLines(collector, notes);
          case SYSTEMTAP -> new SystemTapLines(collector);
          case PERF_STAT -> new PerfStatLines(collector);
          case PERF_REPORT -> new PerfReportLines(collector);
          case FTRACE_HISTOGRAM -> new HistogramLines(collector);
          case FTRACE_TEXT, TRACE_CMD_REPORT, PERF_SCRIPT, PERF_DATA, TRACE_DAT ->
              throw new IllegalArgumentException("no table: " + format);
        };
  }

  /// Reads all tables of a text.
  public List<ReportedTable> read(String text) {
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String piece = raw.length() > MOST_LINE ? raw.substring(0, MOST_LINE) : raw;
      String line = narrowed(piece).replaceAll("^[>|\\s]*>\\s?", "").stripTrailing();
      if (line.length() > lines.longestLine()) {
        notes.unreadable(number, line.strip().substring(0, MOST_SHOWN) + "...");
        continue;
      }
      if (!line.isBlank() && !lines.read(line) && looksLikeRow(line)) {
        String shown = line.strip();
        notes.unreadable(number, shown.substring(0, Math.min(MOST_SHOWN, shown.length())));
      }
    }
    lines.end();
    collector.finish();
    return collector.tables();
  }

  /// The line with each run of blanks cut to a length that any table has: the patterns of rows take
  /// time in proportion to it.
  private static String narrowed(String line) {
    StringBuilder narrow = new StringBuilder(line.length());
    int blanks = 0;
    for (int i = 0; i < line.length(); i++) {
      char character = line.charAt(i);
      blanks = Character.isWhitespace(character) ? blanks + 1 : 0;
      if (blanks <= MOST_BLANKS) {
        narrow.append(character);
      }
    }
    return narrow.toString();
  }

  /// How long the tool counted, seconds; NaN if the text does not say.
  public double seconds() {
    return collector.seconds();
  }

  /// A line with a word and numbers, which is perhaps a damaged row.
  private static boolean looksLikeRow(String line) {
    String text = line.strip();
    return !text.startsWith("#")
        && !text.startsWith("$")
        && text.matches("^[\\w():%.,-]+\\s+.*\\d.*")
        && text.chars().filter(Character::isDigit).count() * 4 > text.replace(" ", "").length();
  }
}
