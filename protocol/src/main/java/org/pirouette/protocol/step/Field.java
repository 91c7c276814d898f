package org.pirouette.protocol.step;

/// A run of bits in a word: how registers, flags and program counters share one.
///
/// @param shift lowest bit
/// @param width number of bits, 1 to 63
public record Field(int shift, int width) {
  /// The field that a run of bits is.
  ///
  /// @param mask its bits, without a gap
  public static Field of(long mask) {
    return new Field(Long.numberOfTrailingZeros(mask), Long.bitCount(mask));
  }

  /// The field's value, unsigned.
  public int get(long word) {
    return (int) (word >>> shift & (1L << width) - 1);
  }

  /// The word with another value in the field; bits of the value that do not fit are dropped.
  public long set(long word, long value) {
    long ones = (1L << width) - 1;
    return word & ~(ones << shift) | (value & ones) << shift;
  }

  /// The field's bits in the word.
  public long mask() {
    return (1L << width) - 1 << shift;
  }
}
