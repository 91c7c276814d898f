package org.pirouette.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// A recording that a test replays: its own, or the one that `-Dpirouette.oracle=FILE` names, if
/// that is of the test's kind. JSON lines, plain or gzipped.
///
/// @param name what the test says it replayed
public record OracleFile(String name, BufferedReader lines) implements AutoCloseable {
  /// @param test class beside whose resources its own recording lies
  /// @param kind a word that the first line of a recording of this kind has and no other
  public static OracleFile open(Class<?> test, String own, String kind) throws IOException {
    String given = System.getProperty("pirouette.oracle");
    if (given != null) {
      /* A relative name counts from the repository's root, where the command is given. */
      Path path = Path.of(System.getProperty("pirouette.root", ".")).resolve(given);
      try (BufferedReader first = text(Files.newInputStream(path))) {
        String line = first.readLine();
        if (line != null && line.contains(kind)) {
          return new OracleFile(given, text(Files.newInputStream(path)));
        }
      }
    }
    return new OracleFile(own, text(test.getResourceAsStream(own)));
  }

  private static BufferedReader text(InputStream bytes) throws IOException {
    PushbackInputStream peek = new PushbackInputStream(bytes, 1);
    int first = peek.read();
    if (first >= 0) {
      peek.unread(first);
    }
    InputStream text = first == 0x1F ? new GZIPInputStream(peek) : peek;
    return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
