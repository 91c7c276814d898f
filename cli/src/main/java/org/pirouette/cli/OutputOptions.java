package org.pirouette.cli;

import org.pirouette.report.text.ColorMode;
import org.pirouette.report.text.Terminal;
import org.pirouette.report.text.TextOutput;
import picocli.CommandLine.Option;

/// How a command's text looks: mix this into each command that prints for people.
///
/// ```java
/// @Mixin private OutputOptions output;
/// ...
/// TextOutput text = output.text();
/// ```
final class OutputOptions {
  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description =
          "Colour the output: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, on a terminal"
              + " unless NO_COLOR is set).")
  private ColorMode color = ColorMode.AUTO;

  /// The terminal as it is now, coloured as the user wants it.
  Terminal terminal() {
    return Terminal.detect(color);
  }

  /// Standard output for text.
  TextOutput text() {
    return new TextOutput(System.out, terminal());
  }
}
