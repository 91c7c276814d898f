package org.pirouette.host.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/// Keeps the records of the last seconds in memory. Of what falls out, the names of threads stay:
/// later records mean them.
final class Window {
  private static final int COMMAND = 3;
  private static final int FORK = 7;
  private static final int MOST_NAMES = 16 << 20;

  private final long nanoseconds;
  private final long mostBytes;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final Deque<ByteBuffer> names = new ArrayDeque<>();
  private long bytes;
  private long nameBytes;

  private record Piece(long time, ByteBuffer records) {}

  /// @param nanoseconds how long records stay
  /// @param mostBytes of all records, before which the oldest fall out
  Window(long nanoseconds, long mostBytes) {
    this.nanoseconds = nanoseconds;
    this.mostBytes = mostBytes;
  }

  /// Keeps whole records.
  ///
  /// @param now a clock's time, in ns
  void add(long now, ByteBuffer records) {
    pieces.add(new Piece(now, records));
    bytes += records.remaining();
    while (bytes > mostBytes || now - pieces.getFirst().time() > nanoseconds) {
      ByteBuffer oldest = pieces.removeFirst().records();
      bytes -= oldest.remaining();
      keepNames(oldest);
      if (pieces.isEmpty()) {
        return;
      }
    }
  }

  private void keepNames(ByteBuffer records) {
    records.order(ByteOrder.nativeOrder());
    for (int at = records.position(); at < records.limit(); ) {
      int type = records.getInt(at);
      int size = Short.toUnsignedInt(records.getShort(at + 6));
      if ((type == COMMAND || type == FORK) && nameBytes + size <= MOST_NAMES) {
        byte[] name = new byte[size];
        records.get(at, name);
        names.add(ByteBuffer.wrap(name));
        nameBytes += size;
      }
      at += size;
    }
  }

  /// Writes what is kept.
  void writeTo(RecordFile file) throws IOException {
    for (ByteBuffer name : names) {
      file.append(name);
    }
    for (Piece piece : pieces) {
      file.append(piece.records());
    }
  }
}
