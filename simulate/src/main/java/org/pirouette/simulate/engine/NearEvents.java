package org.pirouette.simulate.engine;

import java.util.Arrays;

/// The events that come soonest, sorted.
///
/// They are a stack with the first event on top. Mostly it is short, and what comes in is inserted
/// near its top, with one mispredicted branch; a heap would cost two for each of its levels. What
/// would have to be inserted too deep, or comes in too large a number, goes to a heap beside it, so
/// that no sequence of events takes more than logarithmic time.
final class NearEvents {
  private static final int DEPTH = 32;
  // An event in the stack: key and payload.
  private static final int EVENT = 2;
  private static final int DEEP = DEPTH * EVENT;

  // Below the last event lies one that never comes.
  private long[] stack = new long[DEEP + 2 * EVENT];
  private int top = EVENT;

  // What has the same key as an event of the stack is behind it.
  private final EventHeap heap = new EventHeap();
  // Orders of its events with one key: downwards for earlier ones, upwards for later ones.
  private long earliest;
  private long latest;

  NearEvents() {
    stack[0] = LaterEvents.NONE;
  }

  boolean isEmpty() {
    return top == EVENT && heap.isEmpty();
  }

  int size() {
    return top / EVENT - 1 + heap.size();
  }

  long firstKey() {
    long key = stack[top - EVENT];
    return heap.isEmpty() ? key : Math.min(key, heap.firstKey());
  }

  /// Takes the first event away; there must be one.
  ///
  /// @return its payload
  long takeFirst() {
    if (!heap.isEmpty() && heap.firstKey() < stack[top - EVENT]) {
      return heap.takeFirst();
    }
    top -= EVENT;
    return stack[top + 1];
  }

  /// Adds an event whose key is not greater than any here, before those with the same key.
  void addFirst(long key, long payload) {
    makeRoom();
    stack[top] = key;
    stack[top + 1] = payload;
    top += EVENT;
  }

  /// Adds an event behind those with the same key.
  void add(long key, long payload) {
    if (top > DEEP && stack[top - DEEP] <= key || !heap.isEmpty() && heap.firstKey() <= key) {
      heap.add(key, ++latest, payload);
      return;
    }
    makeRoom();
    int i = top;
    while (stack[i - EVENT] <= key) {
      i = moveUp(i);
    }
    stack[i] = key;
    stack[i + 1] = payload;
    top += EVENT;
  }

  /// Adds an event before those with the same key; only while all were added so.
  void addEarlier(long key, long payload) {
    if (top > DEEP || !heap.isEmpty()) {
      moveToHeap();
      heap.add(key, --earliest, payload);
      return;
    }
    int i = top;
    while (stack[i - EVENT] < key) {
      i = moveUp(i);
    }
    stack[i] = key;
    stack[i + 1] = payload;
    top += EVENT;
  }

  private int moveUp(int i) {
    stack[i] = stack[i - EVENT];
    stack[i + 1] = stack[i - EVENT + 1];
    return i - EVENT;
  }

  private void moveToHeap() {
    while (top > EVENT) {
      top -= EVENT;
      heap.add(stack[top], ++latest, stack[top + 1]);
    }
  }

  private void makeRoom() {
    if (top == stack.length) {
      stack = Arrays.copyOf(stack, 2 * top);
    }
  }
}
