package org.pirouette.trace.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.trace.event.RecordingNotes;

/// Reads tables whose header says what each column holds: `perf kvm stat report` and `live` of any
/// version, perf-prof. Which titles there are stands in `columns.tsv`; a row is a name and as many
/// cells as the header has columns behind it.
///
/// What a mail program broke off a header or a row into the next line is put back.
final class ColumnLines implements TableLines {
  private static final Pattern CELL =
      Pattern.compile("[-+]?(\\d[\\d,.]*)(ns|us|ms|s|%)?|-nan%?|nan%?|-");
  private static final Pattern ERROR =
      Pattern.compile("\\(\\s*\\+-\\s*([\\d.]+|-?nan)\\s*%?\\s*\\)?");
  private static final Pattern TOTAL =
      Pattern.compile("Total Samples:\\s*([\\d,]+)(?:.*?time:\\s*([\\d.]+)us)?");
  private static final Pattern TITLE = Pattern.compile("Analyze events for (.*?):?\\s*$");
  private static final Pattern UNKNOWN_CODE = Pattern.compile("unknown kvm exit code:\\s*(\\d+)");
  private static final Pattern RULE = Pattern.compile("[-= ]{3,}");

  private final TableCollector collector;
  private final RecordingNotes notes;
  private List<Column> columns = List.of();
  private String name = "";
  private final List<String> cells = new ArrayList<>();
  private double relativeError = Double.NaN;
  private boolean isPending;
  private boolean afterHeader;
  private String unknownCode = "";

  ColumnLines(TableCollector collector, RecordingNotes notes) {
    this.collector = collector;
    this.notes = notes;
  }

  @Override
  public boolean read(String text) {
    String line = Column.spaced(text);
    Optional<List<Column>> header = Column.header(line);
    if (header.isPresent()) {
      begin(header.get());
      return true;
    }
    if (afterHeader) {
      Optional<List<Column>> rest = Column.restOfHeader(line);
      if (rest.isPresent()) {
        List<Column> all = new ArrayList<>(columns);
        all.addAll(rest.get());
        columns = List.copyOf(all);
        return true;
      }
    }
    Matcher title = TITLE.matcher(line);
    if (title.find()) {
      flush();
      collector.finish();
      collector.headings().add(title.group(1));
      return true;
    }
    Matcher code = UNKNOWN_CODE.matcher(line);
    if (code.find()) {
      flush();
      unknownCode = code.group(1);
      return true;
    }
    Matcher total = TOTAL.matcher(line);
    if (total.find()) {
      end();
      collector
          .table()
          .stated(
              isAccess() ? 0 : Figures.count(total.group(1)),
              total.group(2) == null ? Double.NaN : Figures.microseconds(total.group(2)));
      collector.finish();
      return true;
    }
    if (RULE.matcher(line.strip()).matches()) {
      return true;
    }
    if (!columns.isEmpty() && row(line)) {
      return true;
    }
    flush();
    return false;
  }

  private boolean isAccess() {
    return !columns.isEmpty() && columns.getFirst().holds() == Column.Holds.ACCESS;
  }

  /// What the table counts accesses to: "port", "mmio" or "msr"; "" for exits.
  private String accessed() {
    String title = isAccess() ? columns.getFirst().title() : "";
    return switch (title) {
      case "IO Port Access" -> "port";
      case "MMIO Access" -> "mmio";
      case "MSR Access" -> "msr";
      default -> "";
    };
  }

  private void begin(List<Column> header) {
    flush();
    collector.finishRows();
    columns = header;
    afterHeader = true;
    collector.table().start();
  }

  /// A row, or what was broken off one.
  private boolean row(String line) {
    Matcher error = ERROR.matcher(line);
    double told = Double.NaN;
    String bare = line;
    if (error.find()) {
      told = Figures.decimal(error.group(1)) / 100;
      bare = line.substring(0, error.start());
    }
    List<String> words = words(bare);
    int first = words.size();
    while (first > 0
        && CELL.matcher(words.get(first - 1)).matches()
        && words.size() - first < columns.size() - 1) {
      first--;
    }
    if (first == 0 && isPending && cells.size() + words.size() < columns.size()) {
      cells.addAll(words);
      relativeError = Double.isNaN(told) ? relativeError : told;
      return true;
    }
    List<String> found = words.subList(first, words.size());
    if (first == 0 || found.isEmpty() || !isCount(found) || !isName(words.getFirst())) {
      return false;
    }
    flush();
    afterHeader = false;
    name = named(String.join(" ", words.subList(0, first)));
    cells.addAll(found);
    relativeError = told;
    isPending = true;
    return true;
  }

  /// Reasons begin with a letter; what is accessed is an address.
  private boolean isName(String word) {
    return isAccess() || Character.isLetter(word.charAt(0)) || word.charAt(0) == '(';
  }

  /// Whether a count is among the cells, whole: further cells follow it, or it is the last column.
  private boolean isCount(List<String> found) {
    for (int i = 1; i < columns.size(); i++) {
      if (columns.get(i).holds() == Column.Holds.COUNT) {
        boolean whole = found.size() > i || columns.size() == i + 1;
        return found.size() >= i && whole && found.get(i - 1).matches("[\\d,.]+");
      }
    }
    return false;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.strip().split("\\s+", -1)) {
      if (word.equals("%") && !words.isEmpty()) {
        words.set(words.size() - 1, words.getLast() + "%");
      } else if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private String named(String printed) {
    String named = printed;
    if (named.equals("UNKNOWN") && !unknownCode.isEmpty()) {
      named = "UNKNOWN (" + unknownCode + ")";
    }
    unknownCode = "";
    return named;
  }

  private void flush() {
    if (!isPending) {
      return;
    }
    if (cells.size() < columns.size() - 1 && !cells.getLast().endsWith("s")) {
      notes.warn(
          "The row of %s is cut: its count was read, of its times what is whole.".formatted(name));
    }
    long count = 0;
    double share = Double.NaN;
    double total = Double.NaN;
    double least = Double.NaN;
    double most = Double.NaN;
    double mean = Double.NaN;
    for (int i = 0; i < Math.min(cells.size(), columns.size() - 1); i++) {
      Column column = columns.get(i + 1);
      String cell = cells.get(i);
      switch (column.holds()) {
        case COUNT -> count = Figures.count(cell);
        case TOTAL -> total = time(cell, column);
        case LEAST -> least = time(cell, column);
        case MOST -> most = time(cell, column);
        case MEAN -> mean = time(cell, column);
        case SHARE -> share = share(cell);
        case REASON, ACCESS, OTHER -> {}
      }
    }
    if (Double.isNaN(total)) {
      total = mean * count;
    }
    if (Double.isNaN(mean) && count > 0) {
      mean = total / count;
    }
    TableRow row =
        new TableRow(accessed(), name, count, Double.NaN, total, least, most, mean, relativeError);
    if (isAccess()) {
      collector.table().event(row);
    } else {
      collector.table().exit(row);
      collector.table().listed(count, share);
    }
    cells.clear();
    isPending = false;
  }

  private static double share(String cell) {
    Matcher parts = CELL.matcher(cell);
    return parts.matches() && parts.group(1) != null
        ? Figures.decimal(parts.group(1)) / 100
        : Double.NaN;
  }

  /// A cell's own unit counts before that of its column.
  private static double time(String cell, Column column) {
    Matcher parts = CELL.matcher(cell);
    if (!parts.matches() || parts.group(1) == null) {
      return Double.NaN;
    }
    String number = parts.group(1);
    String unit = parts.group(2) == null ? "" : parts.group(2);
    boolean grouped = number.matches("\\d{1,3}(,\\d{3})+(\\.\\d+)?");
    double value = Figures.decimal(grouped ? number.replace(",", "") : number);
    return switch (unit) {
      case "ns" -> value;
      case "us" -> value * 1e3;
      case "ms" -> value * 1e6;
      case "s" -> value * 1e9;
      default -> value * column.unit();
    };
  }

  @Override
  public void end() {
    flush();
  }
}
