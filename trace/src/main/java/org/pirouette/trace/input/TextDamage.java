package org.pirouette.trace.input;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// What copying did to a text: files of Windows are UTF-16, mail is quoted-printable, web pages
/// have spaces that do not break, old systems end lines with a carriage return.
///
/// @param charset of the text
/// @param mark length of its byte-order mark in bytes
/// @param quotedPrintable whether "=" escapes bytes and line ends (RFC 2045 6.7)
/// @param returnsEndLines whether lines end with a carriage return alone
/// @param noBreakSpaces whether there are spaces U+00A0
record TextDamage(
    Charset charset,
    int mark,
    boolean quotedPrintable,
    boolean returnsEndLines,
    boolean noBreakSpaces) {
  /// U+00A0 in UTF-8.
  static final int NO_BREAK_FIRST = 0xc2;

  static final int NO_BREAK_SECOND = 0xa0;

  private static final int SAMPLE = 1 << 10;

  /// So many lines that end with "=" are no chance.
  private static final int SOFT_LINE_ENDS = 3;

  /// What was done to the text that begins so; anything that is no text is undamaged.
  static TextDamage of(byte[] head) {
    Charset charset = StandardCharsets.UTF_8;
    int mark = 0;
    if (startsWith(head, 0xef, 0xbb, 0xbf)) {
      mark = 3;
    } else if (startsWith(head, 0xff, 0xfe)) {
      charset = StandardCharsets.UTF_16LE;
      mark = 2;
    } else if (startsWith(head, 0xfe, 0xff)) {
      charset = StandardCharsets.UTF_16BE;
      mark = 2;
    } else if (isWide(head, 0)) {
      charset = StandardCharsets.UTF_16LE;
    } else if (isWide(head, 1)) {
      charset = StandardCharsets.UTF_16BE;
    }
    String text = new String(head, mark, head.length - mark, charset);
    boolean lineFeeds = text.indexOf('\n') >= 0;
    boolean isText = text.indexOf(0) < 0;
    return new TextDamage(
        charset,
        mark,
        isText && isQuotedPrintable(text),
        isText && !lineFeeds && text.indexOf('\r') >= 0,
        isText && text.indexOf('\u00a0') >= 0);
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= head.length || (head[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /// Whether every second byte is 0 and the others are ASCII.
  ///
  /// @param first 0 if the low byte comes first
  private static boolean isWide(byte[] head, int first) {
    int length = Math.min(SAMPLE, head.length) & ~1;
    for (int i = 0; i < length; i += 2) {
      int character = head[i + first];
      if (head[i + 1 - first] != 0 || character <= 0 || character < ' ' && !isBlank(character)) {
        return false;
      }
    }
    return length >= 4;
  }

  private static boolean isBlank(int character) {
    return character == '\n' || character == '\r' || character == '\t';
  }

  /// Whether lines end with "=", and each other "=" stands before two hexadecimal digits.
  private static boolean isQuotedPrintable(String text) {
    int soft = 0;
    for (int at = text.indexOf('=');
        at >= 0 && at < text.length() - 3;
        at = text.indexOf('=', at + 1)) {
      char next = text.charAt(at + 1);
      if (next == '\n' || next == '\r') {
        soft++;
      } else if (!isHexadecimal(next) || !isHexadecimal(text.charAt(at + 2))) {
        return false;
      }
    }
    return soft >= SOFT_LINE_ENDS;
  }

  private static boolean isHexadecimal(char character) {
    return character >= '0' && character <= '9' || character >= 'A' && character <= 'F';
  }

  /// Whether characters have two bytes.
  boolean isWide() {
    return charset != StandardCharsets.UTF_8;
  }

  /// Whether there is nothing to be undone.
  boolean isNone() {
    return mark == 0 && !isWide() && !isWithinLines();
  }

  /// Whether single characters of the lines must be undone.
  boolean isWithinLines() {
    return quotedPrintable || returnsEndLines || noBreakSpaces;
  }
}
