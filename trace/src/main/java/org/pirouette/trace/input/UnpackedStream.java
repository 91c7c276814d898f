package org.pirouette.trace.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a compressed file unpacks to. Where it is damaged or cut off it ends, and says so
/// afterwards, so that what is complete can be used.
final class UnpackedStream extends FilterInputStream {
  private @Nullable String damage;

  /// @param unpacked throws where the compressed data is damaged
  UnpackedStream(InputStream unpacked) {
    super(unpacked);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (damage != null) {
      return -1;
    }
    try {
      return super.read(target, offset, length);
    } catch (IOException damaged) {
      damage = damaged.getMessage();
      return -1;
    }
  }

  /// What was wrong, if anything was up to now.
  Optional<String> damage() {
    return Optional.ofNullable(damage);
  }
}
