package org.pirouette.report.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.pirouette.host.linux.RawTerminal;

/// What is at the other end of standard output and standard error.
///
/// @param output whether standard output is a terminal
/// @param error whether standard error is a terminal
/// @param columns the width to lay text out for, in characters, at least 40
/// @param ansi the paint for standard output
public record Terminal(boolean output, boolean error, int columns, Ansi ansi) {
  /// The width assumed where there is no terminal to ask: files and pipes get the same text
  /// everywhere.
  public static final int DEFAULT_COLUMNS = 80;

  private static final int LEAST_COLUMNS = 40;
  private static final int MOST_COLUMNS = 200;

  /// Keeps the width in a range that a table can be laid out in.
  public Terminal {
    columns = Math.clamp(columns, LEAST_COLUMNS, MOST_COLUMNS);
  }

  /// A file or pipe: 80 columns, no colour.
  public static Terminal plain() {
    return new Terminal(false, false, DEFAULT_COLUMNS, Ansi.OFF);
  }

  /// Looks at this process's streams. Width comes from `COLUMNS` if that is set, then from the
  /// terminal itself, and is never below 80 unless the user says so by `COLUMNS`.
  public static Terminal detect(ColorMode mode) {
    Map<String, String> environment = System.getenv();
    boolean output = isTerminal(1);
    return new Terminal(
        output,
        isTerminal(2),
        columns(output, environment),
        Ansi.choose(mode, output, environment));
  }

  static int columns(boolean terminal, Map<String, String> environment) {
    int stated = parseColumns(environment.getOrDefault("COLUMNS", ""));
    if (stated > 0) {
      return stated;
    }
    return terminal
        ? Math.max(DEFAULT_COLUMNS, RawTerminal.size().map(size -> size[1]).orElse(0))
        : DEFAULT_COLUMNS;
  }

  /// Linux names what a descriptor is open on; terminals are `/dev/pts/N`, `/dev/ttyN`,
  /// `/dev/console`. This needs no native call, and unlike `System.console()` looks at each stream
  /// apart.
  static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return false;
    }
  }

  private static int parseColumns(String text) {
    try {
      return Math.max(0, Integer.parseInt(text.strip()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
