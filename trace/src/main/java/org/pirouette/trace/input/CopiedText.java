package org.pirouette.trace.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/// Undoes, while reading, what copying did to a text (see [TextDamage]).
final class CopiedText extends InputStream {
  private static final int LOOK_AHEAD = 4;
  private static final int BUFFER = 1 << 16;
  private static final int HEXADECIMAL = 16;

  /// The end of a line that goes on in the next: nothing stands there.
  private static final int JOINED = -2;

  private final PushbackInputStream source;
  private final TextDamage damage;

  /// @param text from its first byte
  CopiedText(InputStream text, TextDamage damage) throws IOException {
    InputStream stream = text;
    stream.skipNBytes(damage.mark());
    if (damage.isWide()) {
      stream = new WideText(stream, damage.charset());
    }
    this.source = new PushbackInputStream(new BufferedInputStream(stream, BUFFER), LOOK_AHEAD);
    this.damage = damage;
  }

  @Override
  public int read() throws IOException {
    int value;
    do {
      value = source.read();
      value = value == '=' && damage.quotedPrintable() ? unquoted() : value;
    } while (value == JOINED);
    return switch (value) {
      case '\r' -> damage.returnsEndLines() ? '\n' : value;
      case TextDamage.NO_BREAK_FIRST -> damage.noBreakSpaces() ? space() : value;
      default -> value;
    };
  }

  /// Behind "=": two hexadecimal digits, or the end of a line that goes on in the next.
  private int unquoted() throws IOException {
    int first = source.read();
    if (first == '\n') {
      return JOINED;
    }
    int second = source.read();
    if (first == '\r' && second == '\n') {
      return JOINED;
    }
    int high = Character.digit(first, HEXADECIMAL);
    int low = Character.digit(second, HEXADECIMAL);
    if (high >= 0 && low >= 0) {
      return high * HEXADECIMAL + low;
    }
    unread(second);
    unread(first);
    return '=';
  }

  private int space() throws IOException {
    int second = source.read();
    if (second == TextDamage.NO_BREAK_SECOND) {
      return ' ';
    }
    unread(second);
    return TextDamage.NO_BREAK_FIRST;
  }

  private void unread(int value) throws IOException {
    if (value >= 0) {
      source.unread(value);
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (!damage.isWithinLines()) {
      return source.read(target, offset, length);
    }
    int count = 0;
    int value;
    while (count < length && (value = read()) >= 0) {
      target[offset + count++] = (byte) value;
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
