package org.pirouette.report.text;

/// One field of a table: text and what it means.
///
/// @param text the words; a line break starts a new line inside the cell
/// @param style how to show it
public record Cell(String text, Style style) {
  /// A plain cell.
  public static Cell of(String text) {
    return new Cell(text, Style.PLAIN);
  }

  /// A cell that means something.
  public static Cell of(Style style, String text) {
    return new Cell(text, style);
  }
}
