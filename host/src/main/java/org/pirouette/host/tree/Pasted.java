package org.pirouette.host.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Takes off what mail, forums and pages put around lines that people paste: marks of quotation,
/// tags, entities, and line breaks at a width. The number of lines stays, so that evidence still
/// names the line of the file: what was broken off moves to the line before and leaves an empty
/// one.
final class Pasted {
  private static final int WIDEST = 82;
  private static final int LEAST = 40;
  private static final int PIECES = 8;

  private static final Pattern QUOTED = Pattern.compile("^(?:\\s{0,4}>){1,8} ?");

  private static final Pattern TAG =
      Pattern.compile(
          "(?i)\\[/?(?:color|font|size|code|icode|quote|b|i|u|s|url|spoiler|img|pre|tt|mono|center)"
              + "(?:=[^\\]\\[]{0,80})?]|</?(?:pre|code|br|p|div|span|tt|b|i|font)(?:\\s[^<>]{0,80})?/?>");

  /// How a line of a log, a trace or a table of interrupts begins.
  private static final List<Pattern> STARTS =
      List.of(
          Pattern.compile(
              "^\\s*(?:<\\d{1,3}>)?\\[\\s*\\d{1,7}\\.\\d{1,9}].*|^[A-Z][a-z]{2}\\s+\\d{1,2} \\d{2}:\\d{2}:\\d{2} .*"
                  + "|^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:.*|^\\(XEN\\).*"),
          Pattern.compile("^\\s*\\S.{0,40}-\\d{1,10}\\s.{0,40}\\[\\d{1,5}].*"),
          Pattern.compile("^\\s*(?:\\d{1,5}|[A-Z]{3}):\\s+\\d.*"));

  private Pasted() {}

  /// The lines as they were before they were pasted.
  static List<String> plain(List<String> lines) {
    List<String> plain = new ArrayList<>(lines.size());
    boolean changed = false;
    for (String line : lines) {
      String one = plain(line);
      changed |= !one.equals(line);
      plain.add(one);
    }
    return unwrapped(changed ? plain : lines);
  }

  private static String plain(String line) {
    String text = line;
    if (text.indexOf('>') >= 0) {
      text = QUOTED.matcher(text).replaceFirst("");
    }
    if (text.indexOf('[') >= 0 || text.indexOf('<') >= 0) {
      text = TAG.matcher(text).replaceAll("");
    }
    if (text.indexOf('&') >= 0) {
      text =
          text.replace("&lt;", "<")
              .replace("&gt;", ">")
              .replace("&quot;", "\"")
              .replace("&nbsp;", " ")
              .replace("&amp;", "&");
    }
    return text.indexOf('\u00a0') >= 0 ? text.replace('\u00a0', ' ') : text;
  }

  /// Only where all lines are narrow and most begin as lines of one kind do; a line that does not
  /// begin so, behind a full one, was broken off.
  private static List<String> unwrapped(List<String> lines) {
    if (lines.stream().anyMatch(line -> line.length() > WIDEST)) {
      return lines;
    }
    for (Pattern start : STARTS) {
      long filled = lines.stream().filter(line -> !line.isBlank()).count();
      long starting = lines.stream().filter(line -> start.matcher(line).matches()).count();
      if (starting > 0 && starting < filled && starting * 4 >= filled) {
        return joined(lines, start);
      }
    }
    return lines;
  }

  private static List<String> joined(List<String> lines, Pattern start) {
    List<String> joined = new ArrayList<>(lines);
    int at = -1;
    int pieces = 0;
    for (int index = 0; index < lines.size(); index++) {
      String line = lines.get(index);
      if (start.matcher(line).matches()) {
        at = index;
        pieces = 0;
      } else if (at >= 0
          && !line.isBlank()
          && pieces < PIECES
          && lines.get(index - 1).length() >= LEAST) {
        joined.set(at, joined.get(at).stripTrailing() + " " + line.strip());
        joined.set(index, "");
        pieces++;
      } else if (line.isBlank()) {
        at = -1;
      }
    }
    return joined;
  }
}
