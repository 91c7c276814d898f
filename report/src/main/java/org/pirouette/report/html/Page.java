package org.pirouette.report.html;

import java.util.List;

/// One report.
///
/// @param title what the report is about, for the browser's tab and the top line
/// @param headline the sentence to remember
/// @param figures the few numbers that matter most
/// @param sections the rest, in reading order
/// @param footer how the page came about: tool, version, seed
public record Page(
    String title, String headline, List<KeyFigure> figures, List<Section> sections, String footer) {
  /// Copies the lists.
  public Page {
    figures = List.copyOf(figures);
    sections = List.copyOf(sections);
  }

  /// A number that matters, shown large.
  ///
  /// @param label what it is
  /// @param value the number with its unit
  /// @param note compared with what, or under which condition
  public record KeyFigure(String label, String value, String note) {}
}
