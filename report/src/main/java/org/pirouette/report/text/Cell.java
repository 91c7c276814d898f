package org.pirouette.report.text;

/// One field of a table: text and what it means.
///
/// @param text the words, made [Visible]; a line break starts a new line inside the cell
/// @param style how to show it
public record Cell(String text, Style style) {
  /// Shows what would not be seen.
  public Cell {
    text = Visible.text(text);
  }

  /// A plain cell.
  public static Cell of(String text) {
    return new Cell(text, Style.PLAIN);
  }

  /// A cell that means something.
  public static Cell of(Style style, String text) {
    return new Cell(text, style);
  }
}
