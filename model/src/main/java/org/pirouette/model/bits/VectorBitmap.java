package org.pirouette.model.bits;

/// A set of interrupt vectors as four 64-bit words, word n holding vectors 64n to 64n + 63, the
/// shape of PIR, VIRR, VISR and the EOI-exit bitmap.
///
/// The functions that take an array need at least [#WORDS] elements and change it without any
/// atomicity.
public final class VectorBitmap {
  /// Words in a bitmap.
  public static final int WORDS = 4;

  /// Vectors in a bitmap.
  public static final int VECTORS = 256;

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

  /// The highest vector in the set, or `none` if it is empty.
  public static int highest(long[] bitmap, int none) {
    return highest(bitmap[0], bitmap[1], bitmap[2], bitmap[3], none);
  }

  /// Whether the set holds a vector.
  public static boolean contains(long[] bitmap, int vector) {
    return (bitmap[word(vector)] & bit(vector)) != 0;
  }

  /// Puts a vector in.
  public static void set(long[] bitmap, int vector) {
    bitmap[word(vector)] |= bit(vector);
  }

  /// Takes a vector out.
  public static void clear(long[] bitmap, int vector) {
    bitmap[word(vector)] &= ~bit(vector);
  }

  /// Number of vectors in the set.
  public static int size(long[] bitmap) {
    int size = 0;
    for (int word = 0; word < WORDS; word++) {
      size += Long.bitCount(bitmap[word]);
    }
    return size;
  }

  /// The vectors in the set, ascending.
  public static int[] vectors(long[] bitmap) {
    int[] vectors = new int[size(bitmap)];
    int count = 0;
    for (int word = 0; word < WORDS; word++) {
      for (long rest = bitmap[word]; rest != 0; rest &= rest - 1) {
        vectors[count++] = 64 * word + Long.numberOfTrailingZeros(rest);
      }
    }
    return vectors;
  }

  /// A set of the given vectors.
  ///
  /// @param vectors 0 to 255 each
  public static long[] of(int... vectors) {
    long[] bitmap = new long[WORDS];
    for (int vector : vectors) {
      set(bitmap, vector);
    }
    return bitmap;
  }
}
