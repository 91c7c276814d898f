package org.pirouette.trace.table;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.input.ResourceTable;

/// Reads counters of other hypervisors that say in words what they count, by the resource
/// `sentences.tsv`, and the exits of `xenalyze --summary`; those of Hyper-V and Xen's own by
/// [HyperVLines] and [XenCounterLines].
///
/// ```
/// vm exits due to external interrupt          1234
///  EXTERNAL_INTERRUPT     1049   0.03s  0.08%  73211 cyc { 3172| 9640| 33360}
/// ```
final class SentenceLines implements TableLines {
  private static final Map<String, String> KNOWN =
      ResourceTable.rows(SentenceLines.class, "sentences.tsv", 4).stream()
          .collect(Collectors.toUnmodifiableMap(row -> row[0], row -> row[1]));

  private static final Pattern COUNTER =
      Pattern.compile("^\\s*(\\S.{4,80}?)[:\\s]+(\\d{1,18})\\s*$");

  /// Also what detects such a text: see the marks of text formats.
  private static final Pattern XENALYZE =
      Pattern.compile(
          "^\\s*([A-Z][A-Z_0-9/ ]{2,40}?)\\s+(\\d{1,18})\\s+([\\d.]{1,20})s\\s+[\\d.]{1,8}%\\s+\\d{1,18} cyc\\b.*$");

  private static final Pattern VCPU =
      Pattern.compile("(?i)^\\s*vcpu\\s?#?(\\d{1,5})(?: stats)?:?\\s*$");

  private final TableCollector collector;
  private final HyperVLines hyperV;
  private final XenCounterLines xen;

  SentenceLines(TableCollector collector, RecordingNotes notes) {
    this.collector = collector;
    this.hyperV = new HyperVLines(collector, notes);
    this.xen = new XenCounterLines(collector);
  }

  /// The exit reason that words stand for; empty if they are not known.
  static Optional<String> reason(String words) {
    return Optional.ofNullable(KNOWN.get(words));
  }

  @Override
  public boolean read(String line) {
    if (hyperV.read(line) || xen.read(line)) {
      return true;
    }
    if (VCPU.matcher(line).matches()) {
      collector.finishRows();
      collector.headings().take();
      collector.headings().add(line);
      return true;
    }
    if (line.length() > TableLines.super.longestLine()) {
      return false;
    }
    Matcher timed = XENALYZE.matcher(line);
    if (timed.matches()) {
      long count = Figures.count(timed.group(2));
      double total = Figures.decimal(timed.group(3)) * 1e9;
      collector
          .table()
          .exit(
              new TableRow(
                  "",
                  timed.group(1).strip(),
                  count,
                  Double.NaN,
                  total,
                  Double.NaN,
                  Double.NaN,
                  count > 0 ? total / count : Double.NaN,
                  Double.NaN));
      return true;
    }
    Matcher counter = COUNTER.matcher(line);
    if (!counter.matches()) {
      return false;
    }
    String reason = KNOWN.get(counter.group(1));
    if (reason == null) {
      return false;
    }
    count(reason, counter.group(1), Figures.count(counter.group(2)));
    return true;
  }

  private void count(String reason, String words, long count) {
    switch (reason) {
      case "TOTAL" -> collector.table().event(TableRow.counted("", "exits", count, Double.NaN));
      case "EVENT" -> collector.table().event(TableRow.counted("", words, count, Double.NaN));
      default -> {
        if (count > 0) {
          collector.table().exit(TableRow.counted("", reason, count, Double.NaN));
        }
      }
    }
  }

  /// A row of Hyper-V's counters has a column for each of a machine's.
  @Override
  public int longestLine() {
    return hyperV.longestLine();
  }

  @Override
  public void end() {
    hyperV.end();
    xen.end();
  }
}
