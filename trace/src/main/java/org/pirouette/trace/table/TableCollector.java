package org.pirouette.trace.table;

import java.util.ArrayList;
import java.util.List;

/// The tables of a text while it is read.
final class TableCollector {
  private final List<ReportedTable> tables = new ArrayList<>();
  private ReportedTable.Builder table = new ReportedTable.Builder();
  private final Headings headings = new Headings();
  private double seconds = Double.NaN;
  private double current = Double.NaN;

  /// The lines of text above the table.
  Headings headings() {
    return headings;
  }

  /// A line was read as the table's: what stands above it is the title, unless it has one.
  void hasRead() {
    if (!table.isEmpty()) {
      String title = headings.take();
      if (!table.isTitled()) {
        table.title(title);
      }
    }
  }

  /// The table that rows go to now.
  ReportedTable.Builder table() {
    return table;
  }

  /// Ends the table; what follows is another.
  void finish() {
    if (!table.isEmpty()) {
      tables.add(table.build(current));
      current = Double.NaN;
    }
    table = new ReportedTable.Builder();
  }

  /// Ends the table if it has rows.
  void finishRows() {
    if (table.hasRows()) {
      finish();
    }
  }

  /// How long the tool counted.
  void seconds(double duration) {
    seconds = duration;
    current = duration;
  }

  double seconds() {
    return seconds;
  }

  /// Replaces what was collected.
  void replace(List<ReportedTable> others) {
    tables.clear();
    tables.addAll(others);
  }

  List<ReportedTable> tables() {
    return List.copyOf(tables);
  }
}
