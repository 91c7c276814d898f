package org.pirouette.report.html;

import java.util.List;

/// A part of a page with a title of its own.
///
/// @param id the anchor: lower-case letters, digits and hyphens, unique on the page
/// @param title what stands over it and in the table of contents
/// @param blocks what it says
public record Section(String id, String title, List<Block> blocks) {
  /// Copies the list.
  public Section {
    blocks = List.copyOf(blocks);
  }

  /// A section of these blocks.
  public static Section of(String id, String title, Block... blocks) {
    return new Section(id, title, List.of(blocks));
  }
}
