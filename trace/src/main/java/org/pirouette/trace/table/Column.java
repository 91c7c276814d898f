package org.pirouette.trace.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pirouette.trace.input.ResourceTable;

/// A column of another tool's table, from the resource `columns.tsv`.
///
/// @param title as the tool prints it, "" for one that is not known
/// @param holds what its cells say
/// @param unit nanoseconds of a bare number, for times
record Column(String title, Holds holds, double unit) {
  /// What the cells of a column say.
  enum Holds {
    /// The exit reason.
    REASON,
    /// An address that was accessed: an event, no exit.
    ACCESS,
    /// How many.
    COUNT,
    /// A share of all exits.
    SHARE,
    TOTAL,
    LEAST,
    MOST,
    MEAN,
    /// Something that is not needed.
    OTHER
  }

  private static final List<Column> KNOWN =
      ResourceTable.rows(Column.class, "columns.tsv", 5).stream()
          .map(row -> new Column(row[0], Holds.valueOf(row[1]), row[2].equals("us") ? 1e3 : 1))
          .sorted(Comparator.comparingInt((Column column) -> column.title.length()).reversed())
          .toList();

  private static final int LONGEST = 400;
  private static final Pattern WORD = Pattern.compile("\\S+");

  private static final Pattern SEPARATED =
      Pattern.compile("[A-Za-z_][\\w ()/%-]{0,60}(?:[,;][\\w ()/%.-]{0,60}){2,}");

  /// A line of comma-separated values with blanks in place of the commas; other lines as they are.
  static String spaced(String line) {
    return line.length() < LONGEST && SEPARATED.matcher(line).matches()
        ? line.replaceAll("[,;]", "  ")
        : line;
  }

  /// The columns of a header; empty if the line is none.
  static Optional<List<Column>> header(String line) {
    List<Column> columns = titles(line, 0);
    boolean named =
        !columns.isEmpty()
            && (columns.getFirst().holds == Holds.REASON
                || columns.getFirst().holds == Holds.ACCESS);
    return named && columns.stream().anyMatch(column -> column.holds == Holds.COUNT)
        ? Optional.of(columns)
        : Optional.empty();
  }

  /// The columns of a line that a mail program broke off a header; empty if it is none.
  static Optional<List<Column>> restOfHeader(String line) {
    List<Column> columns = titles(line, 0);
    return !columns.isEmpty() && columns.stream().noneMatch(c -> c.holds == Holds.OTHER)
        ? Optional.of(columns)
        : Optional.empty();
  }

  /// Titles by the longest that fits; words between them are columns that are not known.
  private static List<Column> titles(String line, int from) {
    List<Column> columns = new ArrayList<>();
    int at = from;
    var words = WORD.matcher(line);
    while (words.find(at)) {
      int start = words.start();
      Column found = null;
      for (Column column : KNOWN) {
        int end = end(line, start, column.title);
        if (end > 0) {
          found = column;
          at = end;
          break;
        }
      }
      if (found == null) {
        if (columns.isEmpty()) {
          return List.of();
        }
        found = new Column("", Holds.OTHER, 1);
        at = words.end();
      }
      columns.add(found);
      if (at >= line.length()) {
        break;
      }
    }
    return List.copyOf(columns);
  }

  /// Where a title that stands here ends, with any number of blanks between its words; -1 if it
  /// does not.
  private static int end(String line, int start, String title) {
    int at = start;
    for (int i = 0; i < title.length(); i++) {
      if (at >= line.length()) {
        return -1;
      }
      if (title.charAt(i) == ' ') {
        if (!Character.isWhitespace(line.charAt(at))) {
          return -1;
        }
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
          at++;
        }
      } else if (line.charAt(at++) != title.charAt(i)) {
        return -1;
      }
    }
    return at == line.length() || Character.isWhitespace(line.charAt(at)) ? at : -1;
  }
}
