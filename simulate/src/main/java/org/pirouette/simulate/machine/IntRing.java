package org.pirouette.simulate.machine;

import java.util.Arrays;

/// A first-in first-out queue of ints that allocates only to grow.
final class IntRing {
  private int[] values;
  private int head;
  private int size;

  IntRing(int capacity) {
    values = new int[Integer.highestOneBit(Math.max(2, capacity) - 1) * 2];
  }

  int size() {
    return size;
  }

  void add(int value) {
    if (size == values.length) {
      grow();
    }
    values[(head + size++) & (values.length - 1)] = value;
  }

  int remove() {
    int value = values[head];
    head = (head + 1) & (values.length - 1);
    size--;
    return value;
  }

  private void grow() {
    int[] larger = new int[values.length * 2];
    int first = values.length - head;
    System.arraycopy(values, head, larger, 0, first);
    System.arraycopy(values, 0, larger, first, head);
    values = larger;
    head = 0;
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
