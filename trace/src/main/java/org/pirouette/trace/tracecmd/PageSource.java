package org.pirouette.trace.tracecmd;

import java.io.IOException;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.input.RecordingInput;

/// The ring-buffer pages of one CPU, one after the other, unpacked if need be.
///
/// Packed data is a count of chunks, then for each chunk its packed size, its size, and its bytes.
/// The count is not part of the size that the file gives.
final class PageSource {
  /// Longest chunk, packed or not, that is taken for one: an assumption, far above those of
  /// samples.
  private static final int MOST_CHUNK = 16 << 20;

  private final RecordingInput input;
  private final RecordingNotes notes;
  private final Unpacker unpacker;
  private final boolean packed;
  private final int pageSize;
  private final long end;
  private long offset;
  private byte[] chunk = {};
  private int chunkAt;
  private int chunkLength;
  private long chunksLeft;

  /// @param offset where the CPU's data starts
  /// @param size of the CPU's data in the file
  /// @param packed whether it is in packed chunks
  PageSource(
      RecordingInput input,
      RecordingNotes notes,
      Unpacker unpacker,
      long offset,
      long size,
      boolean packed,
      int pageSize)
      throws IOException {
    this.input = input;
    this.notes = notes;
    this.unpacker = unpacker;
    this.packed = packed;
    this.pageSize = pageSize;
    this.offset = offset;
    boolean inside = offset >= 0 && size >= 0 && offset <= input.size();
    long left = inside ? input.size() - offset : 0;
    long whole = size + (packed ? Integer.BYTES : 0);
    this.end = inside ? offset + Math.min(whole, left) : offset;
    if (!inside || whole > left) {
      notes.warn("The file is cut off; what is complete was read.");
    }
    if (packed && end - offset >= Integer.BYTES) {
      byte[] count = new byte[Integer.BYTES];
      input.copy(offset, count, 0, Integer.BYTES);
      chunksLeft = Bytes.intAt(count, 0) & 0xffffffffL;
      this.offset += Integer.BYTES;
    }
  }

  /// Copies the next page.
  ///
  /// @return false at the end
  boolean next(byte[] page) throws IOException {
    if (packed) {
      return nextOfChunk(page);
    }
    int length = (int) Math.min(pageSize, end - offset);
    if (length < pageSize) {
      if (length > 0) {
        notes.warn("The file is cut off within a page; what is complete was read.");
      }
      return false;
    }
    input.copy(offset, page, 0, pageSize);
    input.done(pageSize);
    offset += pageSize;
    return true;
  }

  private boolean nextOfChunk(byte[] page) throws IOException {
    if (chunkLength - chunkAt < pageSize && !nextChunk()) {
      return false;
    }
    if (chunkLength - chunkAt < pageSize) {
      return false;
    }
    System.arraycopy(chunk, chunkAt, page, 0, pageSize);
    chunkAt += pageSize;
    return true;
  }

  private boolean nextChunk() throws IOException {
    if (chunksLeft <= 0 || end - offset < 2 * Integer.BYTES) {
      return false;
    }
    chunksLeft--;
    byte[] sizes = new byte[2 * Integer.BYTES];
    input.copy(offset, sizes, 0, sizes.length);
    long packedSize = Bytes.intAt(sizes, 0) & 0xffffffffL;
    long size = Bytes.intAt(sizes, Integer.BYTES) & 0xffffffffL;
    offset += sizes.length;
    if (size > MOST_CHUNK) {
      notes.warn("Compressed data is damaged; the rest of a CPU is left out.");
      chunksLeft = 0;
      return false;
    }
    if (packedSize > end - offset) {
      notes.warn("The file is cut off within compressed data; what is complete was read.");
      chunksLeft = 0;
      byte[] beginning = new byte[(int) Math.min(MOST_CHUNK, end - offset)];
      input.copy(offset, beginning, 0, beginning.length);
      offset = end;
      use(unpacker.unpackBeginning(beginning, (int) size));
      return chunkLength >= pageSize;
    }
    if (packedSize > MOST_CHUNK) {
      // zstd and zlib never make data so much longer
      notes.warn("Compressed data is damaged; the rest of a CPU is left out.");
      chunksLeft = 0;
      return false;
    }
    byte[] bytes = new byte[(int) packedSize];
    input.copy(offset, bytes, 0, bytes.length);
    input.done(bytes.length);
    offset += packedSize;
    try {
      use(unpacker.unpack(bytes, (int) size));
    } catch (IOException damaged) {
      notes.warn(
          "Compressed data is damaged ("
              + damaged.getMessage()
              + "); the rest of a CPU is left out.");
      chunksLeft = 0;
      return false;
    }
    return true;
  }

  private void use(byte[] unpacked) {
    chunk = unpacked;
    chunkAt = 0;
    chunkLength = unpacked.length;
  }
}
