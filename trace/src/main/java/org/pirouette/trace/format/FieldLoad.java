package org.pirouette.trace.format;

import org.pirouette.trace.input.Bytes;

/// How to get a number of 1, 2, 4 or 8 bytes out of a raw record: a whole word is read, masked to
/// the number's width, and extended by its sign bit.
final class FieldLoad {
  /// Where perf puts raw records in the 64-bit words of its own: behind their length of 32 bits.
  private static final int RAW_OFFSET = Integer.BYTES;

  private final int offset;
  private final int size;
  private final long mask;
  private final long signBit;
  private final long constant;

  /// Where the number is in words: which one, how far up, whether it goes on in the next.
  private final int word;

  private final int shift;
  private final boolean straddles;

  private FieldLoad(int offset, int size, long mask, long signBit, long constant) {
    this.offset = offset;
    this.size = size;
    this.mask = mask;
    this.signBit = signBit;
    this.constant = constant;
    int place = offset + RAW_OFFSET;
    this.word = place / Long.BYTES;
    this.shift = place % Long.BYTES * Byte.SIZE;
    this.straddles = shift + size * Byte.SIZE > Long.SIZE;
  }

  /// @param offset where the number starts in the raw record, bytes
  /// @param size 1, 2, 4 or 8 bytes
  /// @param signed whether a smaller number is extended by its sign
  static FieldLoad of(int offset, int size, boolean signed) {
    int bits = size * Byte.SIZE;
    return new FieldLoad(offset, size, -1L >>> Long.SIZE - bits, signed ? 1L << bits - 1 : 0, 0);
  }

  /// Stands for a field that the record does not have.
  ///
  /// @param value what [#value] gives for it
  static FieldLoad absent(long value) {
    return new FieldLoad(0, 0, 0, 0, value);
  }

  /// Where the number ends in the raw record.
  int end() {
    return offset + size;
  }

  /// The number.
  ///
  /// @param bytes with [Bytes#SLACK] bytes after the record
  /// @param at where the raw record starts
  long value(byte[] bytes, int at) {
    return extended(Bytes.longAt(bytes, at + offset));
  }

  /// The number in a raw record of perf.
  ///
  /// @param at the word in whose upper half the raw record starts
  long value(long[] words, int at) {
    long low = words[at + word] >>> shift;
    return extended(straddles ? low | words[at + word + 1] << Long.SIZE - shift : low);
  }

  private long extended(long word) {
    return ((word & mask) ^ signBit) - signBit | constant;
  }
}
