package org.pirouette.trace.text;

import org.pirouette.trace.input.Bytes;

/// Reads six decimal digits at once: the microseconds of a time.
final class SixDigits {
  private static final long LOW_SIX = 0x0000ffffffffffffL;
  private static final long HIGH_NIBBLES = 0x0000f0f0f0f0f0f0L;
  private static final long ZEROS = 0x0000303030303030L;
  private static final long ABOVE_NINE = 0x0000060606060606L;

  private SixDigits() {}

  /// The number, or -1 if there are not six digits.
  ///
  /// @param bytes with [Bytes#SLACK] bytes after the text
  static long at(byte[] bytes, int position) {
    long text = Bytes.longAt(bytes, position) & LOW_SIX;
    if ((text & HIGH_NIBBLES) != ZEROS || (text + ABOVE_NINE & HIGH_NIBBLES) != ZEROS) {
      return -1;
    }
    // The first digit is in the lowest byte. Two zeros in front make it eight digits, of which
    // neighbours are put together: bytes to pairs, pairs to fours, fours to all.
    long digits = (text ^ ZEROS) << 2 * Byte.SIZE;
    long pairs = digits * 10 + (digits >>> 8) & 0x00ff00ff00ff00ffL;
    long fours = pairs * 100 + (pairs >>> 16) & 0x0000ffff0000ffffL;
    return fours * 10_000 + (fours >>> 32) & 0xffffffffL;
  }
}
