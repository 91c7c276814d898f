package org.pirouette.report.text;

import java.io.PrintStream;
import java.util.List;

/// A report on its way to the terminal: headline first, then paragraphs, tables and lists, in the
/// terminal's width and colours. The one door to the terminal: whatever the texts hold, nothing but
/// its own paint makes the terminal act ([Visible]).
///
/// ```java
/// TextOutput output = new TextOutput(System.out, Terminal.detect(ColorMode.AUTO));
/// output.headline("posted interrupts remove 99.7 % of the exits");
/// output.heading("Exits by reason");
/// output.table(table);
/// output.note("confidence intervals: 95 %, 10 replications");
/// ```
public final class TextOutput {
  private final PrintStream stream;
  private final Terminal terminal;
  private boolean empty = true;

  /// Prints to the given stream as the terminal wants it. The stream stays open.
  public TextOutput(PrintStream stream, Terminal terminal) {
    this.stream = stream;
    this.terminal = terminal;
  }

  /// The terminal that is printed for.
  public Terminal terminal() {
    return terminal;
  }

  /// The text in the given style, for use inside a line.
  public String paint(Style style, String text) {
    return terminal.ansi().paint(style, text);
  }

  /// The most important sentence, wrapped, in strong type.
  public TextOutput headline(String sentence) {
    for (String line : Paragraph.wrap(Visible.text(sentence), terminal.columns())) {
      print(paint(Style.STRONG, line));
    }
    return this;
  }

  /// A section's title with an empty line before it.
  public TextOutput heading(String title) {
    if (!empty) {
      print("");
    }
    for (String line : Paragraph.wrap(Visible.text(title), terminal.columns())) {
      print(paint(Style.HEADING, line));
    }
    return this;
  }

  /// Running text, wrapped.
  public TextOutput text(String text) {
    return text(Style.PLAIN, text);
  }

  /// Running text in one style, wrapped.
  public TextOutput text(Style style, String text) {
    for (String line : Paragraph.wrap(Visible.text(text), terminal.columns())) {
      print(paint(style, line));
    }
    return this;
  }

  /// A footnote: detail that may be skipped.
  public TextOutput note(String text) {
    return text(Style.DIM, text);
  }

  /// An item of a list: a mark, then wrapped text that hangs behind it.
  public TextOutput item(String mark, String text) {
    return item(Style.PLAIN, mark, text);
  }

  /// An item of a list, its mark in a style: `ok`, `!!`, `3.`, `-`.
  public TextOutput item(Style markStyle, String mark, String text) {
    String hanging = " ".repeat(mark.length() + 1);
    int width = Math.max(20, terminal.columns() - hanging.length());
    List<String> lines = Paragraph.wrap(Visible.text(text), width);
    for (int i = 0; i < lines.size(); i++) {
      print((i == 0 ? paint(markStyle, mark) + " " : hanging) + lines.get(i));
    }
    return this;
  }

  /// A table in the terminal's width.
  public TextOutput table(Table table) {
    stream.print(table.render(terminal.columns(), terminal.ansi()));
    empty = false;
    return this;
  }

  /// One line, as given, not wrapped; pieces of it may be painted.
  public TextOutput line(String line) {
    print(line);
    return this;
  }

  /// An empty line.
  public TextOutput blank() {
    print("");
    return this;
  }

  private void print(String line) {
    stream.print(terminal.ansi().visible(line) + "\n");
    empty = false;
  }
}
