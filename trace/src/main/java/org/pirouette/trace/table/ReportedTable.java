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
public record ReportedTable(
    String title,
    List<TableRow> exits,
    List<TableRow> events,
    long statedExits,
    double listedShare,
    double statedNanoseconds) {

  /// Collects a table while its lines are read.
  static final class Builder {
    private String title = "";
    private final List<TableRow> exits = new ArrayList<>();
    private final List<TableRow> events = new ArrayList<>();
    private long statedExits = -1;
    private double statedNanoseconds = Double.NaN;
    private double listedShare = Double.NaN;
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

    /// A row's share of all exits, as printed.
    void listed(double share) {
      listedShare = Double.isNaN(listedShare) ? share : listedShare + share;
    }

    void stated(long count, double nanoseconds) {
      statedExits = count;
      statedNanoseconds = nanoseconds;
    }

    boolean isEmpty() {
      return !started && exits.isEmpty() && events.isEmpty();
    }

    boolean hasRows() {
      return !exits.isEmpty() || !events.isEmpty();
    }

    ReportedTable build() {
      return new ReportedTable(
          title,
          List.copyOf(exits),
          List.copyOf(events),
          statedExits,
          listedShare,
          statedNanoseconds);
    }
  }
}
