package org.pirouette.trace.input;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the object of a name that stands in a byte array, without making a string of it.
///
/// Open addressing over the first and last eight bytes and the length, equality checked. Not for
/// several threads. Bounded: when full, names that are not in it give one common object.
///
/// @param <T> what a name stands for
public final class ByteDictionary<T> {
  private static final int MOST_ENTRIES = 4096;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final Function<String, T> maker;
  private final T overflow;
  private byte[][] keys = new byte[256][];
  private @Nullable Object[] values = new Object[256];
  private int size;

  /// @param maker makes the object of a name seen for the first time
  /// @param overflow stands for all further names when the dictionary is full
  public ByteDictionary(Function<String, T> maker, T overflow) {
    this.maker = maker;
    this.overflow = overflow;
  }

  /// The object of the name that stands at `from` to `to` (exclusive).
  ///
  /// @param bytes with [Bytes#SLACK] bytes after `to`
  public T get(byte[] bytes, int from, int to) {
    int mask = keys.length - 1;
    int slot = hash(bytes, from, to) & mask;
    byte[] key;
    while ((key = keys[slot]) != null) {
      if (Arrays.equals(key, 0, key.length, bytes, from, to)) {
        return valueAt(slot);
      }
      slot = (slot + 1) & mask;
    }
    return add(bytes, from, to);
  }

  /// All objects made so far, and the one for further names.
  public List<T> values() {
    List<T> all = new ArrayList<>();
    for (int slot = 0; slot < keys.length; slot++) {
      if (keys[slot] != null) {
        all.add(valueAt(slot));
      }
    }
    all.add(overflow);
    return all;
  }

  @SuppressWarnings("unchecked")
  private T valueAt(int slot) {
    return (T) values[slot];
  }

  private T add(byte[] bytes, int from, int to) {
    if (size >= MOST_ENTRIES) {
      return overflow;
    }
    T value = maker.apply(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    if (++size * 2 > keys.length) {
      grow();
    }
    byte[] key = Arrays.copyOfRange(bytes, from, to);
    put(key, value);
    return value;
  }

  private void grow() {
    byte[][] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new byte[oldKeys.length * 2][];
    values = new Object[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != null) {
        put(oldKeys[i], oldValues[i]);
      }
    }
  }

  private void put(byte[] key, @Nullable Object value) {
    int mask = keys.length - 1;
    byte[] padded = Arrays.copyOf(key, key.length + Bytes.SLACK);
    int slot = hash(padded, 0, key.length) & mask;
    while (keys[slot] != null) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int length = to - from;
    long first = Bytes.longAt(bytes, from);
    if (length < Long.BYTES) {
      first &= ~(-1L << (length * 8));
      return mix(first, length);
    }
    return mix(first * MIX ^ Bytes.longAt(bytes, to - Long.BYTES), length);
  }

  private static int mix(long word, int length) {
    long mixed = (word + length) * MIX;
    return (int) (mixed >>> 40);
  }
}
