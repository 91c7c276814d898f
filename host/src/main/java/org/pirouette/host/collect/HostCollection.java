package org.pirouette.host.collect;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.pirouette.host.collect.Packing.PackedDirectory;
import org.pirouette.host.collect.Packing.PackedFile;
import org.pirouette.host.collect.Packing.PackedLink;

/// Writes a [Packing] as a `.tar.zst`, so that someone else's doctor sees what this one saw
/// (`doctor --root FILE`).
public final class HostCollection {
  /// Says that a tree is a whole collection, so that what is missing was missing on the host.
  public static final String MARKER = "pirouette/collection";

  /// The rates measured meanwhile.
  public static final String RATES = "pirouette/rates";

  private static final int LEVEL = 9;

  private HostCollection() {}

  /// Writes the archive; the same packing gives the same bytes.
  ///
  /// @param out left open
  /// @throws IOException if it cannot be written
  public static void write(Packing packing, OutputStream out) throws IOException {
    ZstdOutputStream compressed = new ZstdOutputStream(out, LEVEL);
    compressed.setCloseFrameOnFlush(true);
    TarWriter tar = new TarWriter(compressed);
    for (Packing.Entry entry : packing.entries()) {
      switch (entry) {
        case PackedFile file -> tar.file(file.path(), bytes(file));
        case PackedLink link -> tar.link(link.path(), link.target());
        case PackedDirectory directory -> tar.directory(directory.path());
      }
    }
    tar.finish();
    compressed.flush();
  }

  private static byte[] bytes(PackedFile file) {
    return (String.join("\n", file.lines()) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
