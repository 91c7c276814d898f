package org.pirouette.trace.exits;

import org.jspecify.annotations.Nullable;

/// A map from long keys to objects without boxing: open addressing, insertion only, bounded.
///
/// @param <T> what is kept per key
final class LongTable<T> {
  private static final int MOST = 1 << 16;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final java.util.function.Supplier<T> maker;
  private final int most;
  private long[] keys = new long[4];
  private @Nullable Object[] values = new Object[4];
  private int size;

  LongTable(java.util.function.Supplier<T> maker) {
    this(maker, MOST);
  }

  /// @param most keys; what comes after has one object in common
  LongTable(java.util.function.Supplier<T> maker, int most) {
    this.maker = maker;
    this.most = most;
  }

  /// Whether no more keys are told apart.
  boolean isFull() {
    return size >= most;
  }

  /// What is kept for a key, made if it is new. When the table is full, the object of key -1.
  @SuppressWarnings("unchecked")
  T get(long key) {
    int mask = keys.length - 1;
    int slot = (int) (key * MIX >>> 40) & mask;
    Object value;
    while ((value = values[slot]) != null) {
      if (keys[slot] == key) {
        return (T) value;
      }
      slot = slot + 1 & mask;
    }
    if (size >= most && key != -1) {
      return get(-1);
    }
    T made = maker.get();
    put(key, made);
    return made;
  }

  private void put(long key, Object value) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    size++;
    insert(key, value);
  }

  private void insert(long key, Object value) {
    int mask = keys.length - 1;
    int slot = (int) (key * MIX >>> 40) & mask;
    while (values[slot] != null) {
      slot = slot + 1 & mask;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new Object[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      Object value = oldValues[i];
      if (value != null) {
        insert(oldKeys[i], value);
      }
    }
  }

  /// Takes a key and what is kept for it.
  interface Visitor<T> {
    void visit(long key, T value);
  }

  @SuppressWarnings("unchecked")
  void forEach(Visitor<T> visitor) {
    for (int i = 0; i < keys.length; i++) {
      Object value = values[i];
      if (value != null) {
        visitor.visit(keys[i], (T) value);
      }
    }
  }
}
