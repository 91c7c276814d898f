package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.Bytes;

/// The usual tail of a `kvm_exit` line, whose fields have fixed widths, read eight bytes at a time:
///
/// ```
/// info1 0x0000000000000082 info2 0x0000000000000000 intr_info 0x800000ec ...
/// 0       8                25      33               50          62
/// ```
final class FixedExitInformation {
  private static final long INFO1 = word("info1 0x");
  private static final long INFO2 = word("info2 0x");
  private static final long INTERRUPT = word("intr_inf");
  private static final int AT_INFO2 = 25;
  private static final int AT_INTERRUPT = 50;
  private static final int AT_DIGITS = 62;
  private static final int LENGTH = 70;
  private static final long NIBBLES = 0x0f0f0f0f0f0f0f0fL;
  private static final long ONES = 0x0101010101010101L;

  private FixedExitInformation() {}

  private static long word(String text) {
    return Bytes.longAt(text.getBytes(US_ASCII), 0);
  }

  /// Reads the fields, if they stand at the cursor just so.
  static boolean read(Cursor cursor, RecordedEvent event) {
    byte[] bytes = cursor.bytes;
    int at = cursor.position;
    if (cursor.end - at < LENGTH
        || Bytes.longAt(bytes, at) != INFO1
        || Bytes.longAt(bytes, at + AT_INFO2) != INFO2
        || Bytes.longAt(bytes, at + AT_INTERRUPT) != INTERRUPT
        || bytes[at + AT_INFO2 - 1] != ' '
        || bytes[at + AT_INTERRUPT - 1] != ' '
        || bytes[at + AT_DIGITS - 1] != 'x'
        || (at + LENGTH < cursor.end && bytes[at + LENGTH] != ' ')) {
      return false;
    }
    event.info1 = digits(bytes, at + 8) << 32 | digits(bytes, at + 16);
    event.info2 = digits(bytes, at + 33) << 32 | digits(bytes, at + 41);
    event.interruptInformation = (int) digits(bytes, at + AT_DIGITS);
    cursor.position = at + LENGTH;
    return true;
  }

  /// Eight hexadecimal digits at once: each byte becomes a nibble, then neighbours are put
  /// together.
  private static long digits(byte[] bytes, int at) {
    long text = Bytes.longAt(bytes, at);
    long nibbles = (text & NIBBLES) + 9 * (text >>> 6 & ONES);
    long pairs = (nibbles << 4 | nibbles >>> 8) & 0x00ff00ff00ff00ffL;
    long fours = (pairs << 8 | pairs >>> 16) & 0x0000ffff0000ffffL;
    return (fours << 16 | fours >>> 32) & 0xffffffffL;
  }
}
