package org.pirouette.report.html;

/// A piece of a section.
public sealed interface Block {
  /// A paragraph of running text.
  record Prose(String text) implements Block {}

  /// Something to type or to copy, as it is.
  record Code(String text) implements Block {}

  /// A plot, its numbers in a table under it.
  ///
  /// @param id the anchor: lower-case letters, digits and hyphens, unique on the page
  /// @param title what the plot shows
  /// @param caption how to read it, in a sentence
  /// @param chart the plot
  record Figure(String id, String title, String caption, Chart chart) implements Block {}

  /// A table of its own.
  ///
  /// @param title what it holds; empty for none
  /// @param table the table
  record Grid(String title, DataTable table) implements Block {}
}
