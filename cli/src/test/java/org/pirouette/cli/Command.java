package org.pirouette.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.pirouette.report.text.StandardOutput;

/// The command as a test calls it.
final class Command {
  private Command() {}

  /// What a run did.
  record Outcome(int status, String out, String error) {}

  /// Runs it in this JVM.
  static Outcome run(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Outcome outcome = run(bytes, arguments);
    return new Outcome(outcome.status(), bytes.toString(StandardCharsets.UTF_8), outcome.error());
  }

  /// Runs it in this JVM with standard output going elsewhere.
  static Outcome run(OutputStream standardOutput, String... arguments) {
    return run(StandardOutput.checked(standardOutput, false), arguments);
  }

  /// Runs it in this JVM with a standard output of its own.
  static Outcome run(PrintStream newOut, String... arguments) {
    PrintStream out = System.out;
    PrintStream error = System.err;
    ByteArrayOutputStream errorBytes = new ByteArrayOutputStream();
    try (PrintStream newError = new PrintStream(errorBytes, false, StandardCharsets.UTF_8)) {
      System.setOut(newOut);
      System.setErr(newError);
      int status = Main.runToTheEnd(arguments);
      newError.flush();
      return new Outcome(status, "", errorBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(error);
    }
  }

  /// Prepares a JVM of its own that runs the command.
  static ProcessBuilder process(String... arguments) {
    return process(List.of(), arguments);
  }

  /// Prepares a JVM of its own that runs the command.
  ///
  /// @param options further options of the JVM
  static ProcessBuilder process(List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.add("-cp");
    command.add(Objects.requireNonNull(System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command);
  }

  /// Everything that a process says on standard error, once it has ended.
  static String error(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
