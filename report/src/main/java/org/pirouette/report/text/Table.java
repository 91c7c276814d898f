package org.pirouette.report.text;

import java.util.ArrayList;
import java.util.List;

/// A table that fits the screen: aligned columns, a header with a rule under it, sections.
///
/// ```java
/// Table table =
///     Table.of(Column.left("mode"), Column.right("exits/s"), Column.left("note").wrap())
///         .row("emulated", Units.rate(1_500_000), "every interrupt exits")
///         .row(Cell.of("posted"), Cell.of(Style.GOOD, Units.rate(12)), Cell.of(""));
/// output.table(table);
/// ```
///
/// When it is wider than the screen, columns marked [Column#orDrop()] go, rightmost first; then the
/// widest of the columns that wrap or truncate gives way, down to a readable width. What is still
/// too wide is drawn in parts below each other, each with the first column.
public final class Table {
  private final List<Column> columns;
  private final List<Line> lines = new ArrayList<>();
  private int indent;

  private Table(List<Column> columns) {
    this.columns = columns;
  }

  /// One line of the body.
  sealed interface Line {
    /// A line of cells, one for each column.
    record Row(List<Cell> cells) implements Line {}

    /// A line drawn across the table.
    record Rule() implements Line {}

    /// A title over the rows that follow.
    record Section(String title) implements Line {}
  }

  /// A table with these columns and no rows.
  public static Table of(Column... columns) {
    return new Table(List.of(columns));
  }

  /// A table with these columns and no rows.
  public static Table of(List<Column> columns) {
    return new Table(List.copyOf(columns));
  }

  /// Moves the table to the right by so many characters.
  public Table indent(int characters) {
    this.indent = characters;
    return this;
  }

  /// Adds a row of plain text.
  ///
  /// @throws IllegalArgumentException if there are more cells than columns; missing ones are empty
  public Table row(String... texts) {
    return row(Style.PLAIN, texts);
  }

  /// Adds a row all in one style.
  public Table row(Style style, String... texts) {
    List<Cell> cells = new ArrayList<>(texts.length);
    for (String text : texts) {
      cells.add(Cell.of(style, text));
    }
    return row(cells);
  }

  /// Adds a row of cells, each with its own style.
  public Table row(Cell... cells) {
    return row(List.of(cells));
  }

  /// Adds a row of cells, each with its own style.
  public Table row(List<Cell> cells) {
    if (cells.size() > columns.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.size() + " cells in a table of " + columns.size() + " columns");
    }
    List<Cell> full = new ArrayList<>(cells);
    while (full.size() < columns.size()) {
      full.add(Cell.of(""));
    }
    lines.add(new Line.Row(List.copyOf(full)));
    return this;
  }

  /// Adds a line across the table, for a sum under it.
  public Table rule() {
    lines.add(new Line.Rule());
    return this;
  }

  /// Adds a title over the rows that follow.
  public Table section(String title) {
    lines.add(new Line.Section(title));
    return this;
  }

  /// The table as lines for a screen of the given width, each ending in a line break and without
  /// trailing blanks.
  public String render(int width, Ansi ansi) {
    return new TableLayout(columns, lines, indent, width, ansi).render();
  }

  /// The table for a file or pipe: 80 columns, no colour.
  @Override
  public String toString() {
    return render(Terminal.DEFAULT_COLUMNS, Ansi.OFF);
  }
}
