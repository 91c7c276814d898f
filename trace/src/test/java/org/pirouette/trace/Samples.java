package org.pirouette.trace;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/// The recordings that tests read: those in the repository, and public logs of others beside it.
public final class Samples {
  private static final String FOLDER = "/org/pirouette/trace/";

  private Samples() {}

  /// The unpacked content of a sample of the repository.
  public static byte[] bytes(String name) {
    try (InputStream in = Samples.class.getResourceAsStream(FOLDER + "samples/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no such sample: " + name);
      }
      return name.endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A sample of the repository as a file.
  public static Path file(Path folder, String name) {
    return write(folder, name.replace(".gz", ""), bytes(name));
  }

  /// A small input after what people paste, as a file.
  public static Path field(Path folder, String name) {
    try (InputStream in = Samples.class.getResourceAsStream(FOLDER + "field/" + name + ".gz")) {
      if (in == null) {
        throw new IllegalArgumentException("no such input: " + name);
      }
      return write(folder, name, new GZIPInputStream(in).readAllBytes());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Writes a file.
  public static Path write(Path folder, String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The lines of a table of expected figures, split at tabs.
  public static List<String[]> table(String name) {
    try (InputStream in = Samples.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no such table: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split("\t"))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A sample that is not in the repository; skips the test loudly where it is missing.
  public static Path shared(String name) {
    String shared = System.getProperty("pirouette.shared", "../../shared");
    Path file = Path.of(shared, "samples").resolve(name);
    if (!Files.exists(file)) {
      System.out.println(
          "SKIPPED: " + file + " is missing; set -Dpirouette.shared to have it read");
    }
    Assumptions.assumeTrue(Files.exists(file), file + " is missing");
    return file;
  }
}
