package org.pirouette.report.text;

import java.util.ArrayList;
import java.util.List;

/// Running text broken into lines at blanks.
public final class Paragraph {
  private Paragraph() {}

  /// The text in lines of at most `width` characters; a single word that is longer is cut. Line
  /// breaks in the text stay; blanks at the start of a line stay too.
  ///
  /// @throws IllegalArgumentException if the width is not positive
  public static List<String> wrap(String text, int width) {
    if (width < 1) {
      throw new IllegalArgumentException("expected a positive width, found " + width);
    }
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      wrapLine(line, width, lines);
    }
    return lines;
  }

  private static void wrapLine(String line, int width, List<String> lines) {
    String rest = line.stripTrailing();
    while (rest.codePointCount(0, rest.length()) > width) {
      int limit = rest.offsetByCodePoints(0, width);
      int blank = rest.lastIndexOf(' ', limit);
      boolean indentOnly = blank >= 0 && rest.substring(0, blank).isBlank();
      int cut = blank <= 0 || indentOnly ? limit : blank;
      lines.add(rest.substring(0, cut).stripTrailing());
      rest = rest.substring(cut).stripLeading();
    }
    lines.add(rest);
  }
}
