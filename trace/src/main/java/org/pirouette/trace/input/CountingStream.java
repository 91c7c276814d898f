package org.pirouette.trace.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/// Tells how many bytes were read.
final class CountingStream extends FilterInputStream {
  private final LongConsumer progress;

  CountingStream(InputStream bytes, LongConsumer progress) {
    super(bytes);
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      progress.accept(1);
    }
    return value;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    int count = super.read(target, at, length);
    if (count > 0) {
      progress.accept(count);
    }
    return count;
  }
}
