package org.pirouette.report.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A process that writes a file step by step; before each step it says so and waits to be told to
/// go on.
final class SlowWriter {
  static final int CHUNKS = 15;
  static final int CHUNK_BYTES = 70_000;

  private SlowWriter() {}

  /// What it writes.
  static String content() {
    return "n".repeat(CHUNKS * CHUNK_BYTES);
  }

  public static void main(String[] arguments) throws IOException {
    step("open");
    try (ResultFile file = ResultFile.open(Path.of(arguments[0]))) {
      for (int i = 0; i < CHUNKS; i++) {
        step("chunk " + i);
        file.stream().write("n".repeat(CHUNK_BYTES).getBytes(StandardCharsets.US_ASCII));
      }
      step("commit");
      file.commit();
      step("committed");
    }
    step("closed");
  }

  private static void step(String name) throws IOException {
    System.out.println(name);
    System.out.flush();
    if (System.in.read() < 0) {
      throw new IOException("nobody tells to go on");
    }
  }
}
