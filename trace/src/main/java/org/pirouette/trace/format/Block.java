package org.pirouette.trace.format;

import java.nio.charset.StandardCharsets;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.input.Bytes;

/// Reads fields one after the other out of a piece of a binary file, and refuses to run past its
/// end.
public final class Block {
  private final byte[] bytes;
  private final int end;
  private final String what;
  private int position;

  /// @param bytes any array
  /// @param from where to begin
  /// @param to where the piece ends
  /// @param what the piece is, for messages
  public Block(byte[] bytes, int from, int to, String what) {
    this.bytes = bytes;
    this.position = from;
    this.end = to;
    this.what = what;
  }

  /// Bytes left.
  public int remaining() {
    return end - position;
  }

  /// Where the next field starts.
  public int position() {
    return position;
  }

  /// A byte, unsigned.
  public int readByte() throws RecordingException {
    return bytes[advance(1)] & 0xff;
  }

  /// A 16-bit number, unsigned.
  public int readShort() throws RecordingException {
    return Bytes.shortAt(bytes, advance(2));
  }

  /// A 32-bit number.
  public int readInt() throws RecordingException {
    return Bytes.intAt(bytes, advance(4));
  }

  /// A 64-bit number.
  public long readLong() throws RecordingException {
    return Bytes.longAt(bytes, advance(8));
  }

  /// A number of things, which must not be more than fit into what is left.
  ///
  /// @param size least size of one thing in bytes
  public int readCount(int size) throws RecordingException {
    int count = readInt();
    if (count < 0 || (long) count * size > remaining()) {
      throw broken("a count of " + Integer.toUnsignedString(count));
    }
    return count;
  }

  /// A length in 64 bits, which must not be more than what is left.
  public int readLength() throws RecordingException {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw broken("a length of " + Long.toUnsignedString(length));
    }
    return (int) length;
  }

  /// A length in 32 bits, which must not be more than what is left.
  public int readShortLength() throws RecordingException {
    return readCount(1);
  }

  /// Text that ends with a zero byte.
  public String readString() throws RecordingException {
    int at = position;
    while (at < end && bytes[at] != 0) {
      at++;
    }
    if (at == end) {
      throw broken("a text without end");
    }
    String text = new String(bytes, position, at - position, StandardCharsets.UTF_8);
    position = at + 1;
    return text;
  }

  /// Text of a known length.
  public String readText(int length) throws RecordingException {
    int at = advance(length);
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }

  /// Skips bytes.
  public void skip(int length) throws RecordingException {
    advance(length);
  }

  private int advance(int length) throws RecordingException {
    if (length < 0 || length > remaining()) {
      throw broken(length + " more bytes");
    }
    int at = position;
    position += length;
    return at;
  }

  private RecordingException broken(String needed) {
    return new RecordingException(
        "Expected %s in %s at byte %d, found only %d bytes; the file is cut off or damaged."
            .formatted(needed, what, position, remaining()));
  }
}
