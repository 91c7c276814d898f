package org.pirouette.trace.text;

import java.io.IOException;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.input.RecordingInput;

/// Cuts a text into chunks of whole records, for several workers.
///
/// A chunk ends before a line that starts a record, so that a record wrapped over lines stays in
/// one piece. The cut is made under a lock and costs little; the bytes of a mapped file are copied
/// outside of it.
final class TextChunks {
  /// How large chunks are, about.
  static final int SIZE = 2 << 20;

  /// How far to look for a place to cut.
  private static final int WINDOW = 16 << 10;

  private final RecordingInput input;
  private final LineHeader header = new LineHeader();
  private final Cursor cursor = new Cursor();
  private final RecordedEvent ignored = new RecordedEvent();
  private final byte[] window = new byte[WINDOW + Bytes.SLACK];
  private final int capacity;
  private final byte[] rest;
  private int restLength;
  private long offset;
  private long index;
  private boolean ended;

  TextChunks(RecordingInput input) {
    this.input = input;
    boolean small = input.isMapped() && input.size() < SIZE;
    this.capacity = small ? (int) input.size() : SIZE + WINDOW;
    this.rest = new byte[input.isMapped() ? 0 : capacity];
  }

  /// A chunk to be filled.
  Chunk newChunk() {
    return new Chunk(capacity);
  }

  /// A worker's piece of text.
  static final class Chunk {
    final byte[] bytes;
    int length;
    long index;
    long offset;

    private Chunk(int capacity) {
      bytes = new byte[capacity + Bytes.SLACK];
    }
  }

  /// Gives the next chunk.
  ///
  /// @return false at the end
  boolean next(Chunk chunk) throws IOException {
    return input.isMapped() ? nextOfFile(chunk) : nextOfStream(chunk);
  }

  private boolean nextOfFile(Chunk chunk) throws IOException {
    synchronized (this) {
      long remaining = input.size() - offset;
      if (remaining <= 0) {
        return false;
      }
      chunk.offset = offset;
      chunk.index = index++;
      chunk.length = (int) Math.min(remaining, SIZE + cutOfFile(offset + SIZE));
      offset += chunk.length;
    }
    input.copy(chunk.offset, chunk.bytes, 0, chunk.length);
    input.done(chunk.length);
    return true;
  }

  private int cutOfFile(long from) throws IOException {
    int length = (int) Math.min(WINDOW, input.size() - from);
    if (length <= 0) {
      return 0;
    }
    input.copy(from, window, 0, length);
    return cut(window, 0, length);
  }

  private synchronized boolean nextOfStream(Chunk chunk) throws IOException {
    if (ended) {
      return false;
    }
    System.arraycopy(rest, 0, chunk.bytes, 0, restLength);
    int wanted = SIZE + WINDOW - restLength;
    int got = input.read(chunk.bytes, restLength, wanted);
    int length = restLength + got;
    ended = got < wanted;
    int keep = ended ? length : SIZE + cut(chunk.bytes, SIZE, length);
    restLength = length - keep;
    System.arraycopy(chunk.bytes, keep, rest, 0, restLength);
    chunk.length = keep;
    chunk.offset = offset;
    chunk.index = index++;
    offset += keep;
    return length > 0;
  }

  /// How many bytes after `from` belong to the chunk before: up to a line that starts a record,
  /// else up to a line end, else none.
  private int cut(byte[] bytes, int from, int to) {
    int firstLine = -1;
    int line = Bytes.lineEnd(bytes, from, to) + 1;
    while (line < to) {
      firstLine = firstLine < 0 ? line : firstLine;
      int end = Bytes.lineEnd(bytes, line, to);
      cursor.reset(bytes, line, end);
      cursor.skipSpaces();
      if (header.read(cursor, ignored)) {
        return line - from;
      }
      line = end + 1;
    }
    return firstLine < 0 ? 0 : firstLine - from;
  }
}
