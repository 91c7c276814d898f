package org.pirouette.trace.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReports;

/// What Jazzer calls with ever new bytes: reading them as a recording must end with a report or
/// with a sentence for the user.
public final class ReaderFuzzTarget {
  /// In the folder that the fuzzer runs in.
  private static final Path FILE = Path.of("input.fuzz").toAbsolutePath();

  private ReaderFuzzTarget() {}

  /// Reads the bytes in whatever format they look like.
  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      Files.write(FILE, bytes);
      ExitReports.of(FILE, ExitOptions.ALL, read -> {});
    } catch (RecordingException | IOException expected) {
      if (expected.getMessage() == null || expected.getMessage().isBlank()) {
        throw new IllegalStateException("a failure without a sentence", expected);
      }
    }
  }
}
