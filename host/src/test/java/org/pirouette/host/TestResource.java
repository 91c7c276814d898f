package org.pirouette.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// Recordings that belong to the repository, compressed (`src/test/resources/org/pirouette/host`).
public final class TestResource {
  private TestResource() {}

  /// The bytes of a recording, unpacked.
  ///
  /// @param name without `.gz`, such as `apicv-host/dmesg.txt`
  public static byte[] bytes(String name) {
    try (InputStream packed =
            Objects.requireNonNull(TestResource.class.getResourceAsStream(name + ".gz"), name);
        GZIPInputStream unpacked = new GZIPInputStream(packed)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      unpacked.transferTo(bytes);
      return bytes.toByteArray();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The recording as a text.
  public static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  /// The recording unpacked into a folder.
  public static Path unpack(String name, Path folder) {
    try {
      return Files.write(folder.resolve(name.replace('/', '-')), bytes(name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
