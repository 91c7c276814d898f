package org.pirouette.trace.perf;

import java.io.IOException;
import org.pirouette.trace.input.RecordingInput;

/// The records as they stand in the file.
final class FileFeed implements RecordFeed {
  private final RecordingInput input;
  private final long end;
  private long offset;

  /// @param offset of the first record
  /// @param end of the records
  FileFeed(RecordingInput input, long offset, long end) {
    this.input = input;
    this.offset = offset;
    this.end = end;
  }

  @Override
  public int read(long[] target, int at, int length) throws IOException {
    int count = (int) Math.min(length, (end - offset) / Long.BYTES);
    if (count <= 0) {
      return 0;
    }
    input.copy(offset, target, at, count);
    input.done((long) count * Long.BYTES);
    offset += (long) count * Long.BYTES;
    return count;
  }

  @Override
  public void back(long bytes) {
    offset -= bytes;
    input.done(-bytes);
  }

  @Override
  public boolean endsWithinWord() {
    return (end - offset) % Long.BYTES != 0;
  }
}
