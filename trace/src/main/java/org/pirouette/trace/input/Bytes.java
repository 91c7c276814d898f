package org.pirouette.trace.input;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Little-endian words and line ends in byte arrays.
public final class Bytes {
  /// How many bytes past the content an array must have, so that words may be read at its end.
  public static final int SLACK = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LINE_ENDS = ONES * '\n';

  private Bytes() {}

  /// The 64-bit word at a position.
  public static long longAt(byte[] bytes, int position) {
    return (long) LONG.get(bytes, position);
  }

  /// The 32-bit word at a position.
  public static int intAt(byte[] bytes, int position) {
    return (int) INT.get(bytes, position);
  }

  /// The 16-bit word at a position, unsigned.
  public static int shortAt(byte[] bytes, int position) {
    return (short) SHORT.get(bytes, position) & 0xffff;
  }

  /// Copies bytes as little-endian words.
  ///
  /// @param count of words
  public static void copy(byte[] bytes, int from, long[] words, int at, int count) {
    ByteBuffer.wrap(bytes, from, count * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(words, at, count);
  }

  /// The position of the next line end at or after `from`, or `to` if there is none before it.
  ///
  /// @param bytes with [#SLACK] bytes after `to`
  public static int lineEnd(byte[] bytes, int from, int to) {
    int position = from;
    while (position < to) {
      long word = longAt(bytes, position) ^ LINE_ENDS;
      long found = (word - ONES) & ~word & HIGH_BITS;
      if (found != 0) {
        return Math.min(to, position + (Long.numberOfTrailingZeros(found) >>> 3));
      }
      position += Long.BYTES;
    }
    return to;
  }
}
