package org.pirouette.trace.tracecmd;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.format.Block;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.input.RecordingInput;

/// Reads pieces of a trace.dat file: any bytes, and the sections of version 7 with their headers.
final class SectionReader {
  /// Of a section's header.
  static final int HEADER = 16;

  private static final int MOST = 256 << 20;

  private final RecordingInput input;

  /// Where sections start that were read, so that none is read twice.
  private final Set<Long> read = new HashSet<>();

  SectionReader(RecordingInput input) {
    this.input = input;
  }

  /// A piece with slack behind it.
  static Block block(byte[] section, String what) {
    return new Block(section, 0, section.length - Bytes.SLACK, what);
  }

  /// A piece of the file with slack behind it.
  byte[] bytes(long offset, long size, String what) throws IOException, RecordingException {
    return input.piece(offset, size, what);
  }

  /// Marks a section as read.
  ///
  /// @return false if it was before
  boolean markRead(long offset) {
    return read.add(offset);
  }

  /// The section that an option names.
  Block content(Block option, String what, Unpacker unpacker)
      throws IOException, RecordingException {
    return block(content(option.readLong(), what, unpacker), what + " of trace.dat");
  }

  /// A section's content, unpacked, with slack behind it.
  byte[] content(long offset, String what, Unpacker unpacker)
      throws IOException, RecordingException {
    byte[] header = bytes(offset, HEADER, what);
    read.add(offset);
    boolean packed = (Bytes.shortAt(header, 2) & 1) != 0;
    byte[] whole = bytes(offset + HEADER, Bytes.longAt(header, 8), what);
    if (!packed || unpacker == Unpacker.NONE) {
      return whole;
    }
    Block block = block(whole, what);
    int packedSize = block.readShortLength();
    int from = 2 * Integer.BYTES;
    long size = Bytes.intAt(whole, Integer.BYTES) & 0xffffffffL;
    if (size > MOST || packedSize > whole.length - Bytes.SLACK - from) {
      throw new RecordingException(
          "Expected %s of %s, found a section of %d bytes; the file is damaged."
              .formatted(what, input.name(), size));
    }
    byte[] inner = Arrays.copyOfRange(whole, from, from + packedSize);
    try {
      byte[] unpacked = unpacker.unpack(inner, (int) size);
      return Arrays.copyOf(unpacked, unpacked.length + Bytes.SLACK);
    } catch (IOException damaged) {
      throw new RecordingException(
          "Expected %s of %s compressed, found damaged data (%s)."
              .formatted(what, input.name(), damaged.getMessage()),
          damaged);
    }
  }

  /// The next bytes of a piece, with slack behind them.
  static byte[] copy(Block block, int length) throws RecordingException {
    byte[] bytes = new byte[length + Bytes.SLACK];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) block.readByte();
    }
    return bytes;
  }
}
