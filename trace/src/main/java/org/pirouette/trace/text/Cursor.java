package org.pirouette.trace.text;

import org.pirouette.trace.input.Bytes;

/// A position in a line, with the steps that all parsers of text need. Reused; never allocates.
final class Cursor {
  /// What [#number] and [#hexadecimal] give where there is no digit.
  static final long NONE = Long.MIN_VALUE;

  private static final byte[] DIGITS = digits();

  byte[] bytes = new byte[Bytes.SLACK];
  int position;
  int end;

  void reset(byte[] line, int from, int to) {
    if (bytes != line) {
      bytes = line;
    }
    position = from;
    end = to;
  }

  boolean atEnd() {
    return position >= end;
  }

  /// The byte at the position, 0 at the end.
  int peek() {
    return position < end ? bytes[position] : 0;
  }

  void skipSpaces() {
    byte[] line = bytes;
    int at = position;
    int stop = end;
    while (at < stop && isSpace(line[at])) {
      at++;
    }
    position = at;
  }

  /// Moves to the next space.
  void skipToken() {
    byte[] line = bytes;
    int at = position;
    int stop = end;
    while (at < stop && !isSpace(line[at])) {
      at++;
    }
    position = at;
  }

  /// Moves behind `word` if it stands at the position.
  boolean skip(byte[] word) {
    if (!startsWith(position, word)) {
      return false;
    }
    position += word.length;
    return true;
  }

  boolean startsWith(int at, byte[] word) {
    if (end - at < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (bytes[at + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  /// Where `word` stands at or after `from`, or -1.
  int find(int from, byte[] word) {
    byte first = word[0];
    for (int at = from; at <= end - word.length; at++) {
      if (bytes[at] == first && startsWith(at, word)) {
        return at;
      }
    }
    return -1;
  }

  /// The number behind `word`, decimal or with 0x; [#NONE] if there is none. The position stays.
  long numberAfter(byte[] word) {
    int at = find(position, word);
    if (at < 0) {
      return NONE;
    }
    int back = position;
    position = at + word.length;
    skipSpaces();
    long value = number();
    position = back;
    return value;
  }

  /// A number at the position: 0x and hexadecimal, or decimal with a sign.
  long number() {
    if (peek() == '0' && position + 1 < end && bytes[position + 1] == 'x') {
      position += 2;
      return hexadecimal();
    }
    boolean negative = peek() == '-';
    int from = negative ? position + 1 : position;
    int at = from;
    long value = 0;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      value = value * 10 + (bytes[at++] - '0');
    }
    if (at == from) {
      return NONE;
    }
    position = at;
    return negative ? -value : value;
  }

  /// A hexadecimal number at the position, with or without 0x.
  long hexadecimal() {
    if (peek() == '0' && position + 1 < end && bytes[position + 1] == 'x') {
      position += 2;
    }
    int from = position;
    int at = from;
    long value = 0;
    int digit;
    while (at < end && (digit = DIGITS[bytes[at] & 0xff]) >= 0) {
      value = value << 4 | digit;
      at++;
    }
    if (at == from) {
      return NONE;
    }
    position = at;
    return value;
  }

  /// Whether a character separates words: space, and control characters.
  static boolean isSpace(int character) {
    return character <= ' ' && character >= 0;
  }

  static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static byte[] digits() {
    byte[] digits = new byte[256];
    java.util.Arrays.fill(digits, (byte) -1);
    for (int i = 0; i < 16; i++) {
      digits[Character.forDigit(i, 16)] = (byte) i;
      digits[Character.toUpperCase(Character.forDigit(i, 16))] = (byte) i;
    }
    return digits;
  }
}
