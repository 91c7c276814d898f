package org.pirouette.host;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// The public logs of others, which are not part of the repository.
final class SharedSamples {
  private static final Path FOLDER =
      Path.of(System.getProperty("pirouette.shared", "../../shared")).resolve("samples");

  private SharedSamples() {}

  /// The file, or the test is skipped with a line that says so.
  static Path file(String name) {
    Path file = FOLDER.resolve(name);
    if (!Files.exists(file)) {
      System.out.println("SKIPPED: no sample " + file.toAbsolutePath().normalize());
    }
    assumeTrue(Files.exists(file), "no sample " + file);
    return file;
  }
}
