package org.pirouette.model.intel;

/// A set of interrupt vectors as four 64-bit words, word n holding vectors 64n to 64n + 63, the
/// shape of PIR, VIRR, VISR and the EOI-exit bitmap.
public final class VectorBitmap {
  /// Words in a bitmap.
  public static final int WORDS = 4;

  private VectorBitmap() {}

  /// Index of the word that holds a vector, 0 to 3.
  public static int word(int vector) {
    return vector >>> 6;
  }

  /// The vector's bit in its word.
  public static long bit(int vector) {
    return 1L << (vector & 63);
  }

  /// The highest vector in the set, or `none` if it is empty.
  public static int highest(long w0, long w1, long w2, long w3, int none) {
    if (w3 != 0) {
      return 255 - Long.numberOfLeadingZeros(w3);
    }
    if (w2 != 0) {
      return 191 - Long.numberOfLeadingZeros(w2);
    }
    if (w1 != 0) {
      return 127 - Long.numberOfLeadingZeros(w1);
    }
    return w0 != 0 ? 63 - Long.numberOfLeadingZeros(w0) : none;
  }
}
