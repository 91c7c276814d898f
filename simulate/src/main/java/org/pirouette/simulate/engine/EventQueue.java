package org.pirouette.simulate.engine;

import java.util.Arrays;

/// Simulated time and the events to come.
///
/// **Order.** Events happen in the order of their times; at one time in the order of their
/// priorities, smallest first; with one priority in the order in which they were scheduled. So a
/// simulation is reproducible, whatever the queue looks like inside.
///
/// **Time** is a `long`, here always cycles of the simulated host's clock: at 3 GHz it lasts 97
/// years. Scheduling past its end throws [ArithmeticException]; scheduling in the past throws
/// [IllegalArgumentException].
///
/// Adding and taking an event is O(1) on average and allocates nothing once the arrays have grown
/// to the largest number of pending events.
///
/// Usage:
///
/// ```
/// queue.schedule(delay, priority, payload);
/// while (queue.advance(until)) { switch on queue.payload(), at queue.now() }
/// ```
public final class EventQueue {
  // Up to FEW pending events a heap holds everything. With more, it is a ladder of three parts: the
  // heap has the events before `nearEnd`, the buckets those of the stretch of time after it, the
  // rest lies unsorted in `far`. When the heap is empty the next bucket is poured into it; when the
  // buckets are used up, `far` is spread over new ones. Their width follows the mean gap between
  // the
  // events of the stretch before, so that a bucket holds few events however times are distributed
  // (R. Brown, "Calendar queues", CACM 31(10), 1988; W. T. Tang et al., "Ladder queue", TOMACS
  // 15(3),
  // 2005).
  private static final int FEW = 64;
  private static final int NONE = -1;
  private static final long UNKNOWN = -1;
  private static final int PRIORITY_SHIFT = 56;

  // The buckets span at most 2^61 cycles, so that they end before the end of time if they start
  // before LATE.
  private static final int WIDEST_SHIFT = 40;
  private static final int MOST_BUCKETS = 1 << 21;
  private static final long LATE = Long.MAX_VALUE / 2;

  /// Highest priority number.
  public static final int LAST_PRIORITY = 127;

  private final EventHeap heap = new EventHeap();
  private long now;
  private long payload;
  // Time of the next event, or UNKNOWN after one was taken.
  private long next = Long.MAX_VALUE;
  private long scheduled;
  private long advanced;

  private boolean laddered;
  private long nearEnd = Long.MAX_VALUE;
  private int[] buckets = new int[0];
  private int nextBucket;
  private int bucketShift;
  private int far = NONE;
  private int inLadder;
  private long stretchStart;
  private long advancedBefore;

  private long[] slotTimes = new long[0];
  private long[] slotOrders = new long[0];
  private long[] slotPayloads = new long[0];
  private int[] slotNexts = new int[0];
  private int freeSlot = NONE;

  /// The simulated time: that of the event last taken.
  public long now() {
    return now;
  }

  /// The payload of the event last taken.
  public long payload() {
    return payload;
  }

  /// Number of pending events.
  public int size() {
    return heap.size() + inLadder;
  }

  /// Number of events taken so far.
  public long advanced() {
    return advanced;
  }

  /// Schedules an event after a delay from now.
  ///
  /// @param delay 0 or more
  /// @param priority 0 to [#LAST_PRIORITY]
  /// @param payload whatever the caller needs to know
  public void schedule(long delay, int priority, long payload) {
    scheduleAt(Math.addExact(now, delay), priority, payload);
  }

  /// Schedules an event at a time that is not before now.
  public void scheduleAt(long time, int priority, long payload) {
    if (time < now) {
      throw new IllegalArgumentException(
          "an event at %,d cannot be scheduled at %,d".formatted(time, now));
    }
    long order = ((long) priority << PRIORITY_SHIFT) | scheduled++;
    if (time < next) {
      next = time;
    }
    if (time < nearEnd) {
      heap.add(time, order, payload);
      if (!laddered && heap.size() > FEW) {
        climb();
      }
    } else {
      putOnLadder(newSlot(time, order, payload));
    }
  }

  /// Time of the next event, or [Long#MAX_VALUE] if there is none.
  public long nextTime() {
    if (next == UNKNOWN) {
      next = settle() ? heap.firstTime() : Long.MAX_VALUE;
    }
    return next;
  }

  /// Takes the next event if it is due no later than a given time, and sets the clock to its time.
  /// Otherwise the clock stays.
  ///
  /// @return whether there was one
  public boolean advance(long until) {
    if (nextTime() > until || !settle()) {
      return false;
    }
    now = heap.firstTime();
    next = UNKNOWN;
    payload = heap.firstPayload();
    heap.removeFirst();
    advanced++;
    return true;
  }

  /// Moves the clock forward to a time at which no event is due before.
  public void skipTo(long time) {
    if (time < now || time > nextTime()) {
      throw new IllegalArgumentException(
          "the clock cannot skip from %,d to %,d over an event at %,d"
              .formatted(now, time, nextTime()));
    }
    now = time;
  }

  /// Lets the clock lead: what is scheduled from now on counts from `time`, though events before it
  /// are still to come. The caller has to [#fallBack] before the next [#advance].
  public void lead(long time) {
    now = time;
  }

  /// Ends a [#lead].
  ///
  /// @param time the clock before it
  public void fallBack(long time) {
    now = time;
  }

  private boolean settle() {
    heap.settle();
    while (heap.isEmpty()) {
      if (inLadder == 0) {
        return false;
      }
      descend();
    }
    return true;
  }

  /// Starts the ladder: the heap became too large.
  private void climb() {
    laddered = true;
    heap.settle();
    while (!heap.isEmpty()) {
      pushFar(newSlot(heap.firstTime(), heap.firstOrder(), heap.firstPayload()));
      heap.removeFirst();
      heap.settle();
    }
    stretchStart = now;
    advancedBefore = advanced;
    nextBucket = buckets.length;
    descend();
  }

  /// Pours the next bucket with events into the heap, after new buckets where there are none left.
  private void descend() {
    while (true) {
      while (nextBucket < buckets.length) {
        int slot = buckets[nextBucket];
        buckets[nextBucket] = NONE;
        nextBucket++;
        nearEnd += 1L << bucketShift;
        if (slot != NONE) {
          pour(slot);
          return;
        }
      }
      long first = firstFarTime();
      if (inLadder <= FEW / 2 || first > LATE) {
        pour(far);
        far = NONE;
        laddered = false;
        nearEnd = Long.MAX_VALUE;
        return;
      }
      spread(first);
    }
  }

  private void pour(int list) {
    int slot = list;
    while (slot != NONE) {
      heap.add(slotTimes[slot], slotOrders[slot], slotPayloads[slot]);
      int next = slotNexts[slot];
      slotNexts[slot] = freeSlot;
      freeSlot = slot;
      inLadder--;
      slot = next;
    }
  }

  private long firstFarTime() {
    long first = Long.MAX_VALUE;
    for (int slot = far; slot != NONE; slot = slotNexts[slot]) {
      first = Math.min(first, slotTimes[slot]);
    }
    return first;
  }

  /// Lays out new buckets from the first far event on and spreads the far events over them.
  private void spread(long first) {
    long taken = advanced - advancedBefore;
    long gap = taken > 0 ? (now - stretchStart) / taken : meanFarGap(first);
    bucketShift = Math.min(64 - Long.numberOfLeadingZeros(gap), WIDEST_SHIFT);
    int wanted = Math.min(Integer.highestOneBit(inLadder) * 2, MOST_BUCKETS);
    if (buckets.length != wanted) {
      buckets = new int[wanted];
    }
    Arrays.fill(buckets, NONE);
    nextBucket = 0;
    nearEnd = first;
    stretchStart = now;
    advancedBefore = advanced;
    int slot = far;
    far = NONE;
    while (slot != NONE) {
      int next = slotNexts[slot];
      inLadder--;
      putOnLadder(slot);
      slot = next;
    }
  }

  private long meanFarGap(long first) {
    long last = first;
    for (int slot = far; slot != NONE; slot = slotNexts[slot]) {
      last = Math.max(last, slotTimes[slot]);
    }
    return (last - first) / inLadder;
  }

  private void putOnLadder(int slot) {
    long bucket = ((slotTimes[slot] - nearEnd) >>> bucketShift) + nextBucket;
    if (bucket < buckets.length) {
      slotNexts[slot] = buckets[(int) bucket];
      buckets[(int) bucket] = slot;
      inLadder++;
    } else {
      pushFar(slot);
    }
  }

  private void pushFar(int slot) {
    slotNexts[slot] = far;
    far = slot;
    inLadder++;
  }

  private int newSlot(long time, long order, long eventPayload) {
    if (freeSlot == NONE) {
      growSlots();
    }
    int slot = freeSlot;
    freeSlot = slotNexts[slot];
    slotTimes[slot] = time;
    slotOrders[slot] = order;
    slotPayloads[slot] = eventPayload;
    return slot;
  }

  private void growSlots() {
    int old = slotTimes.length;
    int length = Math.max(2 * FEW, 2 * old);
    slotTimes = Arrays.copyOf(slotTimes, length);
    slotOrders = Arrays.copyOf(slotOrders, length);
    slotPayloads = Arrays.copyOf(slotPayloads, length);
    slotNexts = Arrays.copyOf(slotNexts, length);
    for (int slot = old; slot < length; slot++) {
      slotNexts[slot] = slot + 1 < length ? slot + 1 : NONE;
    }
    freeSlot = old;
  }
}
