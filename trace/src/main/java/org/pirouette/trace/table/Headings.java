package org.pirouette.trace.table;

import java.util.ArrayDeque;
import java.util.Deque;

/// The lines of text above a table, of which its title is made.
final class Headings {
  private static final int MOST = 2;
  private static final int LONGEST = 100;

  private final Deque<String> lines = new ArrayDeque<>();

  /// A line that is none of the table's.
  void add(String line) {
    String text = line.strip().replaceAll("^[#=*\\s-]+|[\\s:=*-]+$", "");
    if (text.isEmpty() || text.length() > LONGEST || text.contains("://")) {
      return;
    }
    if (lines.size() == MOST) {
      lines.removeFirst();
    }
    lines.addLast(text);
  }

  /// The title of the table that begins now; "" without any text above it.
  String take() {
    String title = String.join(": ", lines);
    lines.clear();
    return title;
  }

  /// A row came: what stood before belongs to it.
  void forget() {
    lines.clear();
  }
}
