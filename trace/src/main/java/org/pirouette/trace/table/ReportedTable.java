package org.pirouette.trace.table;

import java.util.ArrayList;
import java.util.List;

/// One table of another tool, as it stands in a text.
///
/// @param title what the text says above it
/// @param exits rows of exit reasons
/// @param events rows of other events, which count but are no exits
/// @param statedExits the sum that the table itself states, -1 if it states none
/// @param listedShare of all exits the rows are, by the shares that the table prints; NaN if none
/// @param statedNanoseconds the time that the table itself states, NaN if it states none
/// @param seconds how long the tool counted, NaN if that is not told
public record ReportedTable(
    String title,
    List<TableRow> exits,
    List<TableRow> events,
    long statedExits,
    double listedShare,
    double statedNanoseconds,
    double seconds) {

  /// Collects a table while its lines are read.
  static final class Builder {
    private String title = "";
    private final List<TableRow> exits = new ArrayList<>();
    private final List<TableRow> events = new ArrayList<>();
    private long statedExits = -1;
    private double statedNanoseconds = Double.NaN;
    private long largest;
    private double shareOfLargest;
    private boolean started;

    void title(String text) {
      title = text;
    }

    boolean isTitled() {
      return !title.isEmpty();
    }

    /// The table's header was seen.
    void start() {
      started = true;
    }

    void exit(TableRow row) {
      exits.add(row);
    }

    void event(TableRow row) {
      events.add(row);
    }

    /// A row's share of all exits, as printed: of the largest row it is the most exact.
    void listed(long count, double share) {
      if (count > largest && share > 0) {
        largest = count;
        shareOfLargest = share;
      }
    }

    private double listedShare() {
      double rows = exits.stream().mapToLong(TableRow::count).sum();
      return largest > 0 ? rows * shareOfLargest / largest : Double.NaN;
    }

    void stated(long count, double nanoseconds) {
      statedExits = count;
      statedNanoseconds = nanoseconds;
    }

    boolean isEmpty() {
      return !started && exits.isEmpty() && events.isEmpty();
    }

    boolean hasExits() {
      return !exits.isEmpty();
    }

    boolean hasRows() {
      return !exits.isEmpty() || !events.isEmpty();
    }

    ReportedTable build(double seconds) {
      return new ReportedTable(
          title,
          List.copyOf(exits),
          List.copyOf(events),
          statedExits,
          listedShare(),
          statedNanoseconds,
          seconds);
    }
  }
}
