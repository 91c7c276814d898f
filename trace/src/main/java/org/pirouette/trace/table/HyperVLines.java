package org.pirouette.trace.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.trace.event.RecordingNotes;

/// Reads the counters of Hyper-V's virtual processors as text: PowerShell's `Get-Counter`, where
/// the value stands behind a colon or in the next line, and the comma-separated values of
/// `typeperf`. They are rates: the table is that of one second. What a counter stands for is in
/// `sentences.tsv`.
///
/// ```
/// \\host\hyper-v hypervisor virtual processor(guest:hv vp 0)\hlt instructions/sec : 812.4
/// ```
final class HyperVLines implements TableLines {
  private static final Pattern COUNTER =
      Pattern.compile(
          "(?i)\\\\hyper-v hypervisor (?:root )?virtual processor\\(([^)]{1,120})\\)\\\\([^\":]{3,60}?)(?=\"|\\s*:|\\s*$)");
  private static final Pattern VALUE = Pattern.compile("^\\s*:?\\s*([\\d.,]{1,30})\\s*$");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]{0,300})\"");
  private static final int LONGEST = 1 << 16;

  private record Key(String instance, String counter) {}

  private final TableCollector collector;
  private final RecordingNotes notes;
  private final Map<Key, List<Double>> values = new LinkedHashMap<>();
  private final List<Optional<Key>> columns = new ArrayList<>();
  private Optional<Key> pending = Optional.empty();

  HyperVLines(TableCollector collector, RecordingNotes notes) {
    this.collector = collector;
    this.notes = notes;
  }

  @Override
  public boolean read(String line) {
    if (line.startsWith("\"")) {
      return separated(line);
    }
    Matcher counter = COUNTER.matcher(line);
    if (counter.find()) {
      pending = Optional.of(key(counter));
      take(line.substring(counter.end()));
      return true;
    }
    return pending.isPresent() && take(line);
  }

  private static Key key(Matcher counter) {
    return new Key(counter.group(1).strip(), counter.group(2).strip().toLowerCase(Locale.ROOT));
  }

  private boolean take(String text) {
    Matcher value = VALUE.matcher(text);
    if (!value.matches()) {
      return false;
    }
    pending.ifPresent(key -> add(key, value.group(1)));
    pending = Optional.empty();
    return true;
  }

  private boolean separated(String line) {
    List<String> cells = new ArrayList<>();
    Matcher cell = QUOTED.matcher(line);
    while (cell.find()) {
      cells.add(cell.group(1));
    }
    Matcher counter = COUNTER.matcher(line);
    if (counter.find()) {
      columns.clear();
      for (String title : cells) {
        Matcher known = COUNTER.matcher(title + "\"");
        columns.add(known.find() ? Optional.of(key(known)) : Optional.empty());
      }
      return true;
    }
    if (columns.isEmpty() || cells.size() != columns.size()) {
      return false;
    }
    for (int i = 0; i < cells.size(); i++) {
      String value = cells.get(i);
      columns.get(i).ifPresent(key -> add(key, value));
    }
    return true;
  }

  private void add(Key key, String number) {
    double value = rate(number);
    if (!Double.isNaN(value)) {
      values.computeIfAbsent(key, ignored -> new ArrayList<>()).add(value);
    }
  }

  /// A number in English or with a decimal comma.
  private static double rate(String number) {
    String text = number.strip();
    int comma = text.lastIndexOf(',');
    boolean decimal = comma >= 0 && text.indexOf('.') < 0 && text.length() - comma != 4;
    return Figures.decimal(decimal ? text.replace(',', '.') : text.replace(",", ""));
  }

  @Override
  public int longestLine() {
    return LONGEST;
  }

  /// The mean of all samples; the sum over all processors is left out where they are there
  /// themselves.
  @Override
  public void end() {
    if (values.isEmpty()) {
      return;
    }
    boolean single = values.keySet().stream().anyMatch(key -> !isSum(key));
    int samples = values.values().stream().mapToInt(List::size).max().orElse(0);
    values.forEach(
        (key, rates) -> {
          Optional<String> reason = SentenceLines.reason(key.counter());
          if (single && isSum(key) || reason.isEmpty()) {
            return;
          }
          double rate = rates.stream().mapToDouble(Double::doubleValue).average().orElse(0);
          add(reason.get(), key.counter(), rate);
        });
    notes.warn(
        "Hyper-V's counters are rates: shown are the exits of one second%s."
            .formatted(samples > 1 ? ", the mean of %,d samples".formatted(samples) : ""));
    collector.seconds(1);
    collector.finishRows();
    values.clear();
  }

  private static boolean isSum(Key key) {
    return key.instance().equalsIgnoreCase("_total");
  }

  private void add(String reason, String counter, double rate) {
    long count = Math.round(rate);
    switch (reason) {
      case "TOTAL" -> collector.table().event(TableRow.counted("", "exits", count, rate));
      case "EVENT" -> collector.table().event(TableRow.counted("", counter, count, rate));
      default -> {
        if (count > 0) {
          collector.table().exit(TableRow.counted("", reason, count, rate));
        }
      }
    }
  }
}
