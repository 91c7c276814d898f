package org.pirouette.trace.perf;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.format.Block;
import org.pirouette.trace.input.Bytes;

/// The records of perf's pipe mode and of compressed files: takes descriptions out of the sequence
/// as they come, and unpacks PERF_RECORD_COMPRESSED, whose contents are one zstd stream over the
/// whole file.
final class UnpackingFeed implements RecordFeed {
  private static final int HEADER = 8;
  private static final int WORD = Long.BYTES;
  private static final int LARGEST_RECORD = 0xffff;
  private static final int MOST_READY = 1 << 20;

  /// Longest formats and symbols that are taken for a kernel's: an assumption.
  private static final int MOST_TRACING_DATA = 32 << 20;

  private static final int STEP = 1 << 16;

  private static final int HEADER_ATTRIBUTE = 64;
  private static final int TRACING_DATA = 66;
  private static final int AUXTRACE = 71;
  private static final int HEADER_FEATURE = 80;
  private static final int COMPRESSED = 81;
  private static final int COMPRESSED_WITH_SIZE = 83;

  private final InputStream input;
  private final PerfDescription description;
  private final byte[] record = new byte[LARGEST_RECORD + 1 + Bytes.SLACK];
  private byte[] ready = new byte[MOST_READY];
  private int readyAt;
  private int readyEnd;
  private boolean atEnd;

  private final Packed packed = new Packed();
  private @Nullable ZstdInputStreamNoFinalizer unpacker;
  private boolean unpacking;
  private byte[] partial = new byte[2 * STEP + Bytes.SLACK];
  private int partialLength;

  /// @param input at the first record
  UnpackingFeed(InputStream input, PerfDescription description) {
    this.input = input;
    this.description = description;
  }

  /// Reads on until the first sample is ready, so that all descriptions before it are known; or
  /// until so many other records came that the descriptions, which perf writes first, must be
  /// through.
  void readDescriptions() throws IOException, RecordingException {
    int looked = readyAt;
    while (!atEnd && readyEnd - readyAt < MOST_READY / 2) {
      while (looked + HEADER <= readyEnd) {
        if (Bytes.intAt(ready, looked) == ChunkCutter.SAMPLE) {
          return;
        }
        looked += Math.max(HEADER, Bytes.shortAt(ready, looked + 6));
      }
      advance();
    }
  }

  @Override
  public int read(long[] target, int at, int length) throws IOException, RecordingException {
    int done = 0;
    while (done < length) {
      if (readyAt == readyEnd) {
        readyAt = 0;
        readyEnd = 0;
        if (atEnd) {
          break;
        }
        advance();
      }
      int count = Math.min(length - done, (readyEnd - readyAt) / Long.BYTES);
      Bytes.copy(ready, readyAt, target, at + done, count);
      readyAt += count * Long.BYTES;
      done += count;
    }
    return done;
  }

  @Override
  public void back(long bytes) {
    throw new IllegalStateException("records are filled up to whole words");
  }

  @Override
  public boolean endsWithinWord() {
    return false; // what is appended are whole words
  }

  /// Takes one more record of the file, or more of the packed one.
  private void advance() throws IOException, RecordingException {
    if (unpacking) {
      unpack();
      return;
    }
    int got = input.readNBytes(record, 0, HEADER);
    int size = got < HEADER ? 0 : Bytes.shortAt(record, 6);
    if (got == 0) {
      atEnd = true;
      return;
    }
    if (size < HEADER || input.readNBytes(record, HEADER, size - HEADER) < size - HEADER) {
      description.notes.warn(
          got == HEADER && size < HEADER
              ? "A record of " + size + " bytes: the rest of the file is left out."
              : "The file is cut off in the middle of a record; what is complete was read.");
      atEnd = true;
      return;
    }
    int type = Bytes.intAt(record, 0);
    switch (type) {
      case HEADER_ATTRIBUTE -> addAttribute(size);
      case HEADER_FEATURE -> addFeature(size);
      case TRACING_DATA -> addTracingData(size);
      case AUXTRACE -> input.skipNBytes(Math.max(0, size < 16 ? 0 : Bytes.longAt(record, 8)));
      case COMPRESSED -> startUnpacking(HEADER, size);
      case COMPRESSED_WITH_SIZE -> startUnpacking(2 * HEADER, packedEnd(size));
      default -> append(record, 0, size);
    }
  }

  private int packedEnd(int size) {
    long length = size < 2 * HEADER ? 0 : Bytes.longAt(record, HEADER);
    return (int) Math.clamp(2L * HEADER + length, 2 * HEADER, Math.max(size, 2 * HEADER));
  }

  private void addAttribute(int size) throws RecordingException {
    Block block = new Block(record, HEADER, size, "an event's description");
    int start = block.position();
    block.skip(4);
    int length = block.readInt();
    if (length < 8 || length > size - HEADER) {
      throw new RecordingException(
          "Expected an event's description in perf.data, found one of "
              + Integer.toUnsignedString(length)
              + " bytes; the file is damaged.");
    }
    long[] ids = new long[(size - start - length) / Long.BYTES];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Bytes.longAt(record, start + length + i * Long.BYTES);
    }
    description.addAttribute(
        new Block(record, start, start + length, "an event's description"), ids);
  }

  private void addFeature(int size) throws RecordingException {
    Block block = new Block(record, HEADER, size, "a feature of perf.data");
    long feature = block.readLong();
    if (feature >= 0 && feature < 256) {
      description.addFeature((int) feature, block);
    }
  }

  private void addTracingData(int size) throws IOException, RecordingException {
    long length = size < 12 ? 0 : Bytes.intAt(record, HEADER) & 0xffffffffL;
    if (length > MOST_TRACING_DATA) {
      throw new RecordingException(
          "Expected event formats in perf.data, found " + length + " bytes; the file is damaged.");
    }
    byte[] data = input.readNBytes((int) length);
    description.addFeature(1, new Block(data, 0, data.length, "the event formats of perf.data"));
    input.readNBytes((int) (-length & 7));
  }

  private void startUnpacking(int from, int to) throws IOException, RecordingException {
    packed.bytes = record;
    packed.at = from;
    packed.end = Math.max(from, to);
    if (unpacker == null) {
      unpacker = new ZstdInputStreamNoFinalizer(packed);
      unpacker.setContinuous(true);
    }
    unpacking = true;
    unpack();
  }

  /// Unpacks a step further, and hands on the records that are complete.
  private void unpack() throws IOException, RecordingException {
    ZstdInputStreamNoFinalizer source = unpacker;
    while (source != null && readyEnd - readyAt < MOST_READY / 2) {
      int got;
      try {
        got = source.read(partial, partialLength, STEP);
      } catch (IOException damaged) {
        description.notes.warn(
            "Compressed records are damaged (" + damaged.getMessage() + "); the rest is left out.");
        atEnd = true;
        unpacking = false;
        return;
      }
      if (got <= 0) {
        unpacking = false;
        return;
      }
      partialLength += got;
      handOn();
    }
  }

  private void handOn() {
    int at = 0;
    while (at + HEADER <= partialLength) {
      int size = Bytes.shortAt(partial, at + 6);
      if (size < HEADER) {
        description.notes.warn(
            "A compressed record of " + size + " bytes: the rest of the file is left out.");
        atEnd = true;
        unpacking = false;
        partialLength = 0;
        return;
      }
      if (at + size > partialLength) {
        break;
      }
      append(partial, at, size);
      at += size;
    }
    System.arraycopy(partial, at, partial, 0, partialLength - at);
    partialLength -= at;
  }

  /// Appends a record, filled up to whole words where perf did not.
  private void append(byte[] bytes, int from, int size) {
    int length = size + WORD - 1 & -WORD;
    if (readyEnd + length > ready.length) {
      System.arraycopy(ready, readyAt, ready, 0, readyEnd - readyAt);
      readyEnd -= readyAt;
      readyAt = 0;
      if (readyEnd + length > ready.length) {
        ready = Arrays.copyOf(ready, (readyEnd + length) * 2);
      }
    }
    System.arraycopy(bytes, from, ready, readyEnd, size);
    if (length > size) {
      Arrays.fill(ready, readyEnd + size, readyEnd + length, (byte) 0);
      ready[readyEnd + 6] = (byte) length;
      ready[readyEnd + 7] = (byte) (length >>> Byte.SIZE);
    }
    readyEnd += length;
  }

  /// What is left of the packed record, as a stream.
  private static final class Packed extends InputStream {
    private byte[] bytes = {};
    private int at;
    private int end;

    @Override
    public int read() {
      return at < end ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int count = Math.min(length, end - at);
      if (count <= 0) {
        return -1;
      }
      System.arraycopy(bytes, at, target, offset, count);
      at += count;
      return count;
    }
  }
}
