package org.pirouette.host.perf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/// Counts records on their way: samples, and what the kernel says it had to leave out because a
/// ring was full.
public final class RecordTally {
  private static final int LOST = 2;
  private static final int SAMPLE = 9;
  private static final int LOST_SAMPLES = 13;

  private long samples;
  private long lost;

  /// Looks at one record.
  ///
  /// @param body of the ring, where the record's body starts
  void count(int type, int size, MemorySegment ring, long body) {
    switch (type) {
      case SAMPLE -> samples++;
      case LOST -> {
        // A body may wrap, words never do: id, then how many.
        if (size >= 3 * Long.BYTES) {
          lost += ring.get(JAVA_LONG, body + Long.BYTES & ring.byteSize() - 1);
        }
      }
      case LOST_SAMPLES -> lost += ring.get(JAVA_LONG, body);
      default -> {}
    }
  }

  /// Events recorded.
  public long samples() {
    return samples;
  }

  /// Events that the kernel could not record.
  public long lost() {
    return lost;
  }
}
