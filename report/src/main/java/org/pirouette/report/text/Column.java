package org.pirouette.report.text;

/// One column of a [Table]: its title, and what happens when the table is wider than the screen.
///
/// @param header the title; a line break makes a header of two lines
/// @param alignment where the text stands
/// @param overflow what happens to cells when there is not enough room
/// @param optional whether the column may be left out when the table does not fit
public record Column(String header, Alignment alignment, Overflow overflow, boolean optional) {
  /// Where text stands in its column.
  public enum Alignment {
    /// Words.
    LEFT,
    /// Numbers.
    RIGHT
  }

  /// What happens to a cell that is wider than its column may be.
  public enum Overflow {
    /// The column keeps its width; numbers and names are never cut.
    KEEP,
    /// Words go on in the next line.
    WRAP,
    /// The end is replaced by `...`.
    TRUNCATE
  }

  /// A column of words that keeps its width.
  public static Column left(String header) {
    return new Column(header, Alignment.LEFT, Overflow.KEEP, false);
  }

  /// A column of numbers; it keeps its width.
  public static Column right(String header) {
    return new Column(header, Alignment.RIGHT, Overflow.KEEP, false);
  }

  /// The same column, its words going on in the next line when there is not enough room.
  public Column wrap() {
    return new Column(header, alignment, Overflow.WRAP, optional);
  }

  /// The same column, its cells cut with `...` when there is not enough room.
  public Column truncate() {
    return new Column(header, alignment, Overflow.TRUNCATE, optional);
  }

  /// The same column, left out when the table does not fit; of several the rightmost goes first.
  public Column orDrop() {
    return new Column(header, alignment, overflow, true);
  }
}
