package org.pirouette.report.html;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;

/// A table of a page: the columns and cells of the terminal's tables ([Column], [Cell]), without
/// the terminal's limits.
///
/// @param columns titles and alignment
/// @param rows one cell for each column
public record DataTable(List<Column> columns, List<List<Cell>> rows) {
  /// Copies the lists.
  ///
  /// @throws IllegalArgumentException if a row has another number of cells than there are columns
  public DataTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "a row of %d cells in a table of %d columns".formatted(row.size(), columns.size()));
      }
    }
  }

  /// Starts a table with these columns.
  public static Builder of(Column... columns) {
    return new Builder(List.of(columns));
  }

  /// Collects rows.
  public static final class Builder {
    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    private Builder(List<Column> columns) {
      this.columns = columns;
    }

    /// Adds a row of plain text.
    public Builder row(String... texts) {
      List<Cell> cells = new ArrayList<>(texts.length);
      for (String text : texts) {
        cells.add(Cell.of(text));
      }
      rows.add(List.copyOf(cells));
      return this;
    }

    /// Adds a row of cells.
    public Builder row(Cell... cells) {
      rows.add(List.of(cells));
      return this;
    }

    /// The table so far.
    public DataTable build() {
      return new DataTable(columns, rows);
    }
  }
}
