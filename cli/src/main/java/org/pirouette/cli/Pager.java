package org.pirouette.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pirouette.report.text.StandardOutput;
import org.pirouette.report.text.Terminal;
import org.pirouette.report.text.TextOutput;
import picocli.CommandLine.Option;

/// Long text goes through the user's pager on a terminal, as git does it: `PIROUETTE_PAGER`, else
/// `PAGER`, else `less`, which by `LESS=FRX` shows what fits the screen and ends at once.
///
/// ```java
/// @Mixin private Pager pager;
/// ...
/// pager.show(output.terminal(), out -> { ... });
/// ```
final class Pager {
  @Option(names = "--no-pager", description = "Print to the terminal itself, not through $PAGER.")
  private boolean off;

  /// What prints.
  interface Printer {
    /// Prints all of it.
    void print(TextOutput out) throws IOException, UserError;
  }

  /// Prints a text for people, through the pager where there is one.
  void show(Terminal terminal, Printer printer) throws IOException, UserError {
    Optional<String> command =
        terminal.output() && !off ? command(System.getenv()) : Optional.empty();
    Optional<Process> started = command.flatMap(Pager::start);
    if (started.isEmpty()) {
      printer.print(new TextOutput(System.out, terminal));
      return;
    }
    System.out.flush();
    Process process = started.get();
    try (PrintStream stream = StandardOutput.read(process.getOutputStream())) {
      printer.print(new TextOutput(stream, terminal));
    } finally {
      await(process);
    }
  }

  /// The pager that a user wants; empty for none.
  static Optional<String> command(Map<String, String> environment) {
    String dumb = environment.getOrDefault("TERM", "dumb");
    return Stream.of("PIROUETTE_PAGER", "PAGER")
        .filter(environment::containsKey)
        .map(environment::get)
        .findFirst()
        .or(() -> dumb.equals("dumb") ? Optional.empty() : Optional.of("less"))
        .map(String::strip)
        .filter(name -> !name.isEmpty() && !name.equals("cat"));
  }

  private static Optional<Process> start(String command) {
    ProcessBuilder builder =
        new ProcessBuilder(
                "sh",
                "-c",
                "command -v ${1%% *} >/dev/null && exec sh -c \"$1\"; exec cat",
                "-",
                command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putIfAbsent("LESS", "FRX");
    builder.environment().putIfAbsent("LV", "-c");
    try {
      return Optional.of(builder.start());
    } catch (IOException noShell) {
      return Optional.empty();
    }
  }

  private static void await(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
