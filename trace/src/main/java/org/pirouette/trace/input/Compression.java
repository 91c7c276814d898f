package org.pirouette.trace.input;

import com.github.luben.zstd.ZstdInputStream;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The compressions that are found by content: gzip and zstd.
final class Compression {
  /// How many bytes tell.
  static final int MAGIC = 4;

  private static final int BUFFER = 1 << 16;

  private Compression() {}

  /// Whether what begins so is compressed.
  static boolean isPacked(byte[] magic) {
    return isGzip(magic) || isZstd(magic);
  }

  /// What a stream unpacks to, or null if it is not compressed.
  ///
  /// @param magic its first bytes, which are still to be read
  static @Nullable UnpackedStream unpack(InputStream packed, byte[] magic) {
    if (isGzip(magic)) {
      return new UnpackedStream(new LateStream(() -> new GZIPInputStream(packed, BUFFER)));
    }
    return isZstd(magic)
        ? new UnpackedStream(new LateStream(() -> new ZstdInputStream(packed)))
        : null;
  }

  private static boolean isGzip(byte[] magic) {
    return magic.length >= 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
  }

  private static boolean isZstd(byte[] magic) {
    return magic.length >= 4 && Bytes.intAt(magic, 0) == 0xfd2fb528;
  }
}
