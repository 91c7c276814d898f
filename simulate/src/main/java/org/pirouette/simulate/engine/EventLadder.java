package org.pirouette.simulate.engine;

import java.util.Arrays;

/// Events sorted only roughly: into buckets, each for a stretch of keys, and behind the last bucket
/// the far events, in one list.
///
/// When no near event is left, the next bucket is poured. When the buckets are used up, the far
/// events are spread over new ones. Their width follows the mean gap between the events taken
/// meanwhile, so that a bucket holds few events however times are distributed (R. Brown, "Calendar
/// queues", CACM 31(10), 1988; W. T. Tang et al., "Ladder queue", TOMACS 15(3), 2005).
///
/// An event touches two cache lines when it is put here, its record and the head of its list, and
/// the same two when it is poured; with 10,000 events all are in the second-level cache. Nothing
/// waits for the two stores, and the record freed last is the next one used. In a list the youngest
/// event is first, so that events with the same key keep their order without a number that tells
/// it.
final class EventLadder {
  private static final int NONE = -1;
  // With fewer events they are as well near.
  private static final int TOO_FEW = 16;

  // So many events tell the gap between events.
  private static final int ENOUGH = 64;

  // The buckets span at most 2^61, so that they end before the last key if they start before LATE.
  private static final int WIDEST_SHIFT = 40;
  // More than the events, so that few events are far, for these are handled once more.
  private static final int BUCKETS_FOR_EACH = 2;
  private static final int MOST_BUCKETS = 1 << 21;
  private static final long LATE = Long.MAX_VALUE / 2;

  // A record of an event: key, payload, and the next record of its list.
  private static final int PAYLOAD = 1;
  private static final int NEXT = 2;
  private static final int RECORD = 4;

  private long[] records = new long[0];
  private int free = NONE;
  private int size;

  // Heads of the lists, the far one last.
  private int[] lists = {NONE};
  private int far;
  private int next;
  private int shift;
  private long start;
  private long smallestKey;
  // With more events the buckets are too few.
  private int crowd;

  // What the gap between events is measured by.
  private long poured;
  private long lastPoured;
  private long measuredFrom;

  int size() {
    return size;
  }

  /// Starts to be used, at a key.
  void start(long key) {
    lists = new int[] {NONE};
    far = 0;
    next = 0;
    crowd = Integer.MAX_VALUE;
    measureFrom(key);
  }

  private void measureFrom(long key) {
    measuredFrom = key;
    lastPoured = key;
    poured = 0;
  }

  /// Adds an event whose key is not below the end that [#pour] gave.
  void add(long key, long payload) {
    int record = free;
    if (record == NONE) {
      record = grow();
    }
    free = (int) records[record + NEXT];
    records[record] = key;
    records[record + PAYLOAD] = payload;
    link(record, key);
    if (++size > crowd) {
      spreadAll();
    }
  }

  private void link(int record, long key) {
    int list = (int) Math.min((key - start) >>> shift, far);
    records[record + NEXT] = lists[list];
    lists[list] = record;
  }

  /// Pours the events that come first.
  ///
  /// @return the key up to which events were poured
  long pour(NearEvents near) {
    while (size > 0) {
      while (next < far) {
        int list = next++;
        if (lists[list] != NONE) {
          pour(list, near);
          lastPoured = start + ((long) next << shift);
          return lastPoured;
        }
      }
      if (size <= TOO_FEW) {
        break;
      }
      int oldest = reversed(lists[far]);
      if (smallestKey > LATE) {
        lists[far] = reversed(oldest);
        break;
      }
      spread(oldest, smallestKey);
    }
    pour(far, near);
    return Long.MAX_VALUE;
  }

  private void pour(int list, NearEvents near) {
    int record = lists[list];
    lists[list] = NONE;
    while (record != NONE) {
      near.addEarlier(records[record], records[record + PAYLOAD]);
      size--;
      poured++;
      int following = (int) records[record + NEXT];
      records[record + NEXT] = free;
      free = record;
      record = following;
    }
  }

  /// Lays out new buckets from a key on and spreads a list over them, which is all there is.
  private void spread(int list, long from) {
    long gap = poured >= ENOUGH ? (lastPoured - measuredFrom) / poured : expectedGap(list, from);
    measureFrom(lastPoured);
    int wanted = Math.min(Integer.highestOneBit(size) * BUCKETS_FOR_EACH, MOST_BUCKETS);
    if (far != wanted) {
      far = wanted;
      lists = new int[wanted + 1];
    }
    crowd = wanted < MOST_BUCKETS ? 2 * wanted : Integer.MAX_VALUE;
    Arrays.fill(lists, NONE);
    start = from;
    shift = Math.min(Long.SIZE - Long.numberOfLeadingZeros(gap), WIDEST_SHIFT);
    next = 0;
    int record = list;
    while (record != NONE) {
      int following = (int) records[record + NEXT];
      link(record, records[record]);
      record = following;
    }
  }

  /// The buckets have become too few.
  private void spreadAll() {
    long from = start + ((long) next << shift);
    if (from > LATE) {
      crowd = Integer.MAX_VALUE;
      return;
    }
    for (int list = next; list < far; list++) {
      int record = reversed(lists[list]);
      while (record != NONE) {
        int following = (int) records[record + NEXT];
        records[record + NEXT] = lists[far];
        lists[far] = record;
        record = following;
      }
    }
    spread(reversed(lists[far]), from);
  }

  /// Turns a list round, so that its oldest event is first, and finds the smallest key on the way.
  private int reversed(int list) {
    long smallest = Long.MAX_VALUE;
    int before = NONE;
    int record = list;
    while (record != NONE) {
      int following = (int) records[record + NEXT];
      records[record + NEXT] = before;
      smallest = Math.min(smallest, records[record]);
      before = record;
      record = following;
    }
    smallestKey = smallest;
    return before;
  }

  /// The gap between the first of the far events, if they are as dense as their mean distance says.
  private long expectedGap(int list, long from) {
    double sum = 0;
    for (int record = list; record != NONE; record = (int) records[record + NEXT]) {
      sum += records[record] - from;
    }
    return (long) (sum / size / size);
  }

  private int grow() {
    int old = records.length;
    int length = Math.max(128 * RECORD, 2 * old);
    records = Arrays.copyOf(records, length);
    for (int record = old; record < length; record += RECORD) {
      records[record + NEXT] = record + RECORD < length ? record + RECORD : NONE;
    }
    free = old;
    return old;
  }
}
