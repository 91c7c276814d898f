package org.pirouette.report.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pirouette.report.text.Column.Alignment;
import org.pirouette.report.text.Column.Overflow;
import org.pirouette.report.text.Table.Line;

/// Finds the columns' widths for one screen and draws the lines.
final class TableLayout {
  private static final int GAP = 2;
  private static final int LEAST_WIDTH = 12;

  private final List<Column> columns;
  private final List<Line> lines;
  private final int indent;
  private final int screen;
  private final Ansi ansi;

  /// Width of each column in characters; -1 for a column that is not drawn.
  private int[] widths;

  TableLayout(List<Column> columns, List<Line> lines, int indent, int screen, Ansi ansi) {
    this.columns = columns;
    this.lines = lines;
    this.indent = indent;
    this.screen = screen;
    this.ansi = ansi;
    this.widths = naturalWidths();
    dropOptionalColumns();
    narrowFlexibleColumns();
  }

  /// The table; where it is still too wide, in parts below each other that all begin with the first
  /// column.
  String render() {
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (int[] part : parts()) {
      widths = part;
      out.append(first ? "" : "\n");
      drawPart(out, first);
      first = false;
    }
    return out.toString();
  }

  private List<int[]> parts() {
    int[] drawn = IntStream.range(0, widths.length).filter(i -> widths[i] >= 0).toArray();
    if (tableWidth() <= screen || drawn.length < 2) {
      return List.of(widths);
    }
    int label = atMost(drawn[0], Math.max(LEAST_WIDTH, (screen - indent) / 2));
    int room = Math.max(LEAST_WIDTH, screen - indent - label);
    List<int[]> parts = new ArrayList<>();
    int used = room;
    for (int i = 1; i < drawn.length; i++) {
      int width = atMost(drawn[i], room - GAP);
      if (used + GAP + width > room) {
        int[] part = new int[widths.length];
        Arrays.fill(part, -1);
        part[drawn[0]] = label;
        parts.add(part);
        used = 0;
      }
      parts.getLast()[drawn[i]] = width;
      used += GAP + width;
    }
    return parts;
  }

  /// Words go on in the next line; a number is never cut.
  private int atMost(int column, int width) {
    boolean number = columns.get(column).alignment() == Alignment.RIGHT;
    return number ? widths[column] : Math.min(widths[column], width);
  }

  private void drawPart(StringBuilder out, boolean first) {
    if (columns.stream().anyMatch(column -> !column.header().isEmpty())) {
      drawHeader(out);
      drawRule(out);
    }
    for (Line line : lines) {
      switch (line) {
        case Line.Row(List<Cell> cells) -> {
          if (first && cells.stream().skip(1).allMatch(TableLayout::isEmpty) || saysMore(cells)) {
            drawRow(out, cells);
          }
        }
        case Line.Rule() -> drawRule(out);
        case Line.Section(String title) ->
            out.repeat(' ', indent).append(ansi.paint(Style.STRONG, title)).append('\n');
      }
    }
  }

  /// Whether a row has more in this part than its first cell.
  private boolean saysMore(List<Cell> cells) {
    return IntStream.range(1, widths.length)
        .anyMatch(i -> widths[i] >= 0 && !isEmpty(cells.get(i)));
  }

  private static boolean isEmpty(Cell cell) {
    return cell.text().isEmpty();
  }

  private int[] naturalWidths() {
    int[] natural = new int[columns.size()];
    for (int i = 0; i < natural.length; i++) {
      natural[i] = widest(columns.get(i).header());
    }
    for (Line line : lines) {
      if (line instanceof Line.Row(List<Cell> cells)) {
        for (int i = 0; i < natural.length; i++) {
          natural[i] = Math.max(natural[i], widest(cells.get(i).text()));
        }
      }
    }
    return natural;
  }

  private void dropOptionalColumns() {
    for (int i = widths.length - 1; i >= 0 && tableWidth() > screen; i--) {
      if (columns.get(i).optional()) {
        widths[i] = -1;
      }
    }
  }

  private void narrowFlexibleColumns() {
    while (tableWidth() > screen) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        boolean flexible = columns.get(i).overflow() != Overflow.KEEP && widths[i] > LEAST_WIDTH;
        if (flexible && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
  }

  private int tableWidth() {
    int[] shown = Arrays.stream(widths).filter(width -> width >= 0).toArray();
    return indent + Arrays.stream(shown).sum() + GAP * Math.max(0, shown.length - 1);
  }

  private void drawHeader(StringBuilder out) {
    List<Cell> titles = new ArrayList<>();
    int tallest = 1;
    for (Column column : columns) {
      tallest = Math.max(tallest, column.header().split("\n", -1).length);
    }
    for (Column column : columns) {
      int missing = tallest - column.header().split("\n", -1).length;
      titles.add(Cell.of(Style.STRONG, "\n".repeat(missing) + column.header()));
    }
    drawRow(out, titles);
  }

  private void drawRule(StringBuilder out) {
    int width = Math.max(1, Math.min(tableWidth(), Math.max(screen, indent + 1)) - indent);
    out.repeat(' ', indent).append(ansi.paint(Style.DIM, "-".repeat(width))).append('\n');
  }

  private void drawRow(StringBuilder out, List<Cell> cells) {
    List<List<String>> texts = new ArrayList<>();
    int height = 1;
    for (int i = 0; i < widths.length; i++) {
      List<String> text =
          widths[i] < 0 ? List.of() : fold(cells.get(i).text(), columns.get(i), widths[i]);
      texts.add(text);
      height = Math.max(height, text.size());
    }
    for (int line = 0; line < height; line++) {
      drawLine(out, cells, texts, line);
    }
  }

  private void drawLine(StringBuilder out, List<Cell> cells, List<List<String>> texts, int line) {
    out.repeat(' ', indent);
    int owed = 0;
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] < 0) {
        continue;
      }
      String text = line < texts.get(i).size() ? texts.get(i).get(line) : "";
      int blank = widths[i] - length(text);
      boolean right = columns.get(i).alignment() == Alignment.RIGHT;
      if (!text.isEmpty()) {
        out.repeat(' ', owed + (right ? blank : 0));
        out.append(ansi.paint(cells.get(i).style(), text));
        owed = right ? 0 : blank;
      } else {
        owed += widths[i];
      }
      owed += GAP;
    }
    out.append('\n');
  }

  private static List<String> fold(String text, Column column, int width) {
    List<String> folded = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (length(line) <= width) {
        folded.add(line);
      } else if (column.overflow() == Overflow.TRUNCATE) {
        folded.add(line.substring(0, line.offsetByCodePoints(0, width - 3)) + "...");
      } else {
        folded.addAll(Paragraph.wrap(line, width));
      }
    }
    return folded;
  }

  private static int widest(String text) {
    int widest = 0;
    for (String line : text.split("\n", -1)) {
      widest = Math.max(widest, length(line));
    }
    return widest;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
