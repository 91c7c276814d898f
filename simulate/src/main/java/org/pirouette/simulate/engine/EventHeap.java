package org.pirouette.simulate.engine;

import java.util.Arrays;

/// A binary heap of events in three parallel arrays, smallest (key, order) first.
final class EventHeap {
  private long[] keys = new long[64];
  private long[] orders = new long[64];
  private long[] payloads = new long[64];
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long firstKey() {
    return keys[0];
  }

  void add(long key, long order, long payload) {
    if (size == keys.length) {
      grow();
    }
    rise(size++, key, order, payload);
  }

  /// Takes the first event away; there must be one.
  ///
  /// @return its payload
  long takeFirst() {
    long payload = payloads[0];
    size--;
    sinkFromRoot(keys[size], orders[size], payloads[size]);
    return payload;
  }

  private void rise(int from, long key, long order, long payload) {
    int i = from;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (!before(key, order, keys[parent], orders[parent])) {
        break;
      }
      move(parent, i);
      i = parent;
    }
    put(i, key, order, payload);
  }

  private void sinkFromRoot(long key, long order, long payload) {
    int i = 0;
    int half = size >>> 1;
    while (i < half) {
      int child = 2 * i + 1;
      int right = child + 1;
      if (right < size && before(keys[right], orders[right], keys[child], orders[child])) {
        child = right;
      }
      if (!before(keys[child], orders[child], key, order)) {
        break;
      }
      move(child, i);
      i = child;
    }
    put(i, key, order, payload);
  }

  private static boolean before(long key, long order, long otherKey, long otherOrder) {
    return key < otherKey || (key == otherKey && order < otherOrder);
  }

  private void move(int from, int to) {
    keys[to] = keys[from];
    orders[to] = orders[from];
    payloads[to] = payloads[from];
  }

  private void put(int i, long key, long order, long payload) {
    keys[i] = key;
    orders[i] = order;
    payloads[i] = payload;
  }

  private void grow() {
    int length = size * 2;
    keys = Arrays.copyOf(keys, length);
    orders = Arrays.copyOf(orders, length);
    payloads = Arrays.copyOf(payloads, length);
  }
}
