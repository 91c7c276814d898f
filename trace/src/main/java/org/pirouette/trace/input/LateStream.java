package org.pirouette.trace.input;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A stream that is opened when it is first read, so that what is wrong with its beginning is told
/// there.
final class LateStream extends InputStream {
  private final Opener opener;
  private @Nullable InputStream stream;

  /// Opens a stream.
  @FunctionalInterface
  interface Opener {
    InputStream open() throws IOException;
  }

  LateStream(Opener opener) {
    this.opener = opener;
  }

  private InputStream opened() throws IOException {
    InputStream known = stream;
    if (known == null) {
      known = opener.open();
      stream = known;
    }
    return known;
  }

  @Override
  public int read() throws IOException {
    return opened().read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return opened().read(target, offset, length);
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
    }
  }
}
