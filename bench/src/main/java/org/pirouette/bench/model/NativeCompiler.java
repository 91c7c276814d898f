package org.pirouette.bench.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes the library that [NativeModel] calls. A class of its own: it is needed before there is a
/// library to load.
final class NativeCompiler {
  private static final Path SOURCE = Path.of("bench/src/main/c/model.c");

  private NativeCompiler() {}

  /// Compiles the peer with `gcc -O2`.
  ///
  /// @param folder where the library goes
  /// @return the library
  /// @throws IOException if the source is not below the current folder, or gcc fails
  static Path compile(Path folder) throws IOException, InterruptedException {
    if (!Files.exists(SOURCE)) {
      throw new IOException("no " + SOURCE + " here; run bench/run from the repository");
    }
    Path library = folder.resolve("libmodel.so");
    Process compiler =
        new ProcessBuilder(
                "gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), SOURCE.toString())
            .inheritIO()
            .start();
    if (compiler.waitFor() != 0) {
      throw new IOException("gcc -O2 " + SOURCE + " failed");
    }
    return library;
  }
}
