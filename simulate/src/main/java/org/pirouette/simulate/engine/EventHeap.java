package org.pirouette.simulate.engine;

import java.util.Arrays;

/// A binary heap of events in three parallel arrays, smallest (time, order) first.
///
/// Most events of a simulation schedule exactly one other. Taking the first event therefore only
/// leaves a hole at the root; the next [#add] fills it with one pass down the heap, where removing
/// and adding would take two.
final class EventHeap {
  private long[] times = new long[64];
  private long[] orders = new long[64];
  private long[] payloads = new long[64];
  private int size;
  private boolean hole;

  int size() {
    return hole ? size - 1 : size;
  }

  boolean isEmpty() {
    return size() == 0;
  }

  void add(long time, long order, long payload) {
    if (hole) {
      hole = false;
      sinkFromRoot(time, order, payload);
    } else {
      if (size == times.length) {
        grow();
      }
      rise(size++, time, order, payload);
    }
  }

  /// Closes the hole, so that the first event is at the root. Must be called before the accessors.
  void settle() {
    if (hole) {
      hole = false;
      size--;
      if (size > 0) {
        sinkFromRoot(times[size], orders[size], payloads[size]);
      }
    }
  }

  long firstTime() {
    return times[0];
  }

  long firstOrder() {
    return orders[0];
  }

  long firstPayload() {
    return payloads[0];
  }

  /// Takes the first event away; its fields stay readable until the next [#add] or [#settle].
  void removeFirst() {
    hole = true;
  }

  private void rise(int from, long time, long order, long payload) {
    int i = from;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (!before(time, order, times[parent], orders[parent])) {
        break;
      }
      move(parent, i);
      i = parent;
    }
    put(i, time, order, payload);
  }

  private void sinkFromRoot(long time, long order, long payload) {
    int i = 0;
    int half = size >>> 1;
    while (i < half) {
      int child = 2 * i + 1;
      int right = child + 1;
      if (right < size && before(times[right], orders[right], times[child], orders[child])) {
        child = right;
      }
      if (!before(times[child], orders[child], time, order)) {
        break;
      }
      move(child, i);
      i = child;
    }
    put(i, time, order, payload);
  }

  private static boolean before(long time, long order, long otherTime, long otherOrder) {
    return time < otherTime || (time == otherTime && order < otherOrder);
  }

  private void move(int from, int to) {
    times[to] = times[from];
    orders[to] = orders[from];
    payloads[to] = payloads[from];
  }

  private void put(int i, long time, long order, long payload) {
    times[i] = time;
    orders[i] = order;
    payloads[i] = payload;
  }

  private void grow() {
    int length = size * 2;
    times = Arrays.copyOf(times, length);
    orders = Arrays.copyOf(orders, length);
    payloads = Arrays.copyOf(payloads, length);
  }
}
