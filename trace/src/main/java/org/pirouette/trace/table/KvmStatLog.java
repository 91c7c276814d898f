package org.pirouette.trace.table;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the log of `kvm_stat -l`, also as CSV (-c): a line of names, then a line per interval with
/// the date and what each counter rose by. The rows are added up.
///
/// ```
/// kvm_entry kvm_exit kvm_exit(HLT)
/// 2023-11-22 10:00:01      1000      1000       300
/// timestamp,kvm_entry,kvm_exit,kvm_exit(HLT)
/// 2023-11-22 10:00:01,1000,1000,300
/// ```
///
/// Before Linux 5.4 the rows have no date, and each stands for a second.
final class KvmStatLog implements TableLines {
  private static final Pattern NAMES =
      Pattern.compile(
          "^\\s*(?:\"?timestamp\"?,)?\"?[a-z]\\w.*\\bexits?\\b.*$|^timestamp,.*$|.*\\bkvm_exit\\b.*");
  private static final Pattern NAME = Pattern.compile("[a-z]\\w*(?:\\([\\w-]+\\))?");
  private static final Pattern DATED =
      Pattern.compile("^\\s*\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[,\\s][,\\s\\d]*\\d\\s*$");
  private static final Pattern UNDATED = Pattern.compile("^\\s*\\d+(?:\\s+\\d+)+\\s*$");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int DATE_LENGTH = 19;

  private final TableCollector collector;
  private List<String> names = List.of();
  private long[] sums = {};
  private int rows;
  private boolean undated;
  private @Nullable LocalDateTime first;
  private @Nullable LocalDateTime last;

  KvmStatLog(TableCollector collector) {
    this.collector = collector;
  }

  @Override
  public boolean read(String line) {
    if (DATED.matcher(line).matches()) {
      return dated(line.strip());
    }
    if (!names.isEmpty() && UNDATED.matcher(line).matches()) {
      undated |= counts(line.strip());
      return undated;
    }
    return NAMES.matcher(line).matches() && names(line.strip());
  }

  private boolean names(String line) {
    List<String> found = new ArrayList<>();
    for (String word : line.replace("\"", "").split("[,\\s]+", -1)) {
      if (!NAME.matcher(word).matches()) {
        return false;
      }
      if (!word.equals("timestamp")) {
        found.add(word);
      }
    }
    if (found.size() < 2 && !line.startsWith("timestamp")) {
      return false;
    }
    if (!found.equals(names)) {
      end();
      names = found;
      sums = new long[found.size()];
    }
    return true;
  }

  private boolean counts(String text) {
    String[] values = text.split("[,\\s]+", -1);
    int from = values.length > 0 && values[0].isEmpty() ? 1 : 0;
    if (names.isEmpty() || values.length - from != sums.length) {
      return false;
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] += Figures.count(values[from + i]);
    }
    rows++;
    return true;
  }

  private boolean dated(String line) {
    if (!counts(line.substring(DATE_LENGTH).strip())) {
      return false;
    }
    try {
      LocalDateTime time = LocalDateTime.parse(line.substring(0, DATE_LENGTH), DATE);
      first = first == null ? time : first;
      last = time;
    } catch (DateTimeParseException noDate) {
      return true;
    }
    return true;
  }

  /// Each row counts one interval, so that n rows are n intervals long.
  private double seconds() {
    if (undated) {
      return rows;
    }
    return first == null || last == null || rows < 2
        ? Double.NaN
        : Duration.between(first, last).toSeconds() * (double) rows / (rows - 1);
  }

  @Override
  public void end() {
    if (rows > 0) {
      double seconds = seconds();
      collector.seconds(seconds);
      for (int i = 0; i < sums.length; i++) {
        KvmStatLines.add(collector, names.get(i), sums[i], sums[i] / seconds);
      }
      collector.finishRows();
    }
    names = List.of();
    rows = 0;
    undated = false;
    first = null;
  }
}
