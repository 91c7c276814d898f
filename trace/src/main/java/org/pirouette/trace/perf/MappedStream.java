package org.pirouette.trace.perf;

import java.io.IOException;
import java.io.InputStream;
import org.pirouette.trace.input.RecordingInput;

/// A range of a mapped file as a stream, through a small buffer.
final class MappedStream extends InputStream {
  private static final int BUFFER = 1 << 16;

  private final RecordingInput input;
  private final long end;
  private final byte[] buffer = new byte[BUFFER];
  private long offset;
  private int at;
  private int filled;

  MappedStream(RecordingInput input, long offset, long end) {
    this.input = input;
    this.offset = offset;
    this.end = end;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, filled - at);
    System.arraycopy(buffer, at, target, from, count);
    at += count;
    return count;
  }

  private boolean fill() throws IOException {
    if (at < filled) {
      return true;
    }
    int count = (int) Math.min(BUFFER, end - offset);
    if (count <= 0) {
      return false;
    }
    input.copy(offset, buffer, 0, count);
    input.done(count);
    offset += count;
    at = 0;
    filled = count;
    return true;
  }
}
