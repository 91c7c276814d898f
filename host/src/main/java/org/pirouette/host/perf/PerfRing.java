package org.pirouette.host.perf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/// The reading side of a ring that the kernel fills with records (perf_event_open(2), "MMAP
/// layout"): a page with the positions of both sides, then a power of two of bytes.
///
/// The kernel writes behind `data_head`, which only it moves; this side frees by moving
/// `data_tail`. Reading `data_head` with acquire orders it before the records; writing `data_tail`
/// with release keeps them until they are taken. One thread reads.
public final class PerfRing {
  private static final long HEAD = 1024;
  private static final long TAIL = 1032;
  private static final VarHandle POSITION = JAVA_LONG.varHandle();

  private final MemorySegment page;
  private final MemorySegment data;
  private final long mask;

  /// @param mapping the page of the head and the ring
  /// @param pageSize bytes of the page
  /// @throws IllegalArgumentException if the ring is no power of two
  public PerfRing(MemorySegment mapping, long pageSize) {
    this.page = mapping.asSlice(0, pageSize);
    this.data = mapping.asSlice(pageSize);
    if (Long.bitCount(data.byteSize()) != 1) {
      throw new IllegalArgumentException(
          "Expected a ring of a power of two of bytes, found " + data.byteSize() + ".");
    }
    this.mask = data.byteSize() - 1;
  }

  /// Takes records.
  public interface Sink {
    /// Takes whole records. The buffers are gone when this returns.
    ///
    /// @param records up to the end of the ring, where the last one may be cut
    /// @param rest what follows at the ring's start, often nothing
    void take(ByteBuffer records, ByteBuffer rest) throws IOException;
  }

  /// Hands over all that the kernel has written, and frees it.
  ///
  /// @param tally looks at each record before
  /// @return the bytes handed over
  public long drain(RecordTally tally, Sink sink) throws IOException {
    long head = (long) POSITION.getAcquire(page, HEAD);
    long tail = (long) POSITION.get(page, TAIL);
    if (head == tail) {
      return 0;
    }
    for (long at = tail; at < head; ) {
      long header = data.get(JAVA_LONG, at & mask);
      int size = (int) (header >>> 48);
      if (size < Long.BYTES) {
        throw new IOException(
            "the kernel's ring buffer holds a record of %d bytes at %d".formatted(size, at));
      }
      tally.count((int) header, size, data, at + Long.BYTES & mask);
      at += size;
    }
    long first = Math.min(head - tail, data.byteSize() - (tail & mask));
    sink.take(
        data.asSlice(tail & mask, first).asByteBuffer(),
        data.asSlice(0, head - tail - first).asByteBuffer());
    POSITION.setRelease(page, TAIL, head);
    return head - tail;
  }

  /// Bytes that the ring can hold.
  public long size() {
    return data.byteSize();
  }
}
