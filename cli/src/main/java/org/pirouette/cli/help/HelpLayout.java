package org.pirouette.cli.help;

import java.util.stream.Collectors;
import org.pirouette.report.text.Paragraph;
import org.pirouette.report.text.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/// How wide and in which colours help is laid out.
///
/// @param columns of the terminal
/// @param painted whether in colours
public record HelpLayout(int columns, boolean painted) {
  /// picocli lays nothing out that is narrower.
  private static final int LEAST = 55;

  /// As text for people is laid out on this terminal.
  public static HelpLayout of(Terminal terminal) {
    boolean narrow = terminal.columns() < LEAST;
    return new HelpLayout(terminal.columns(), terminal.ansi().enabled() && !narrow);
  }

  /// Sets up a command and all below it.
  public void apply(CommandLine command) {
    command
        .setUsageHelpWidth(Math.max(LEAST, columns))
        .setColorScheme(Help.defaultColorScheme(painted ? Help.Ansi.ON : Help.Ansi.OFF));
  }

  /// Folds what is still too wide; every line keeps its indentation.
  public String fold(String help) {
    if (columns >= LEAST || help.isEmpty()) {
      return help;
    }
    return help.lines().map(this::foldLine).collect(Collectors.joining("\n", "", "\n"));
  }

  private String foldLine(String line) {
    if (line.length() <= columns) {
      return line;
    }
    int indent = Math.min(line.length() - line.stripLeading().length(), columns / 4);
    String blanks = " ".repeat(indent);
    return Paragraph.wrap(line.strip().replaceAll(" {2,}", "  "), columns - indent).stream()
        .map(part -> blanks + part)
        .collect(Collectors.joining("\n"));
  }
}
