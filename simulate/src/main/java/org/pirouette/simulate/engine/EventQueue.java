package org.pirouette.simulate.engine;

/// Simulated time and the events to come.
///
/// **Order.** Events happen in the order of their times; at one time in the order of their
/// priorities, smallest first; with one priority in the order in which they were scheduled. So a
/// simulation is reproducible, whatever the queue looks like inside.
///
/// **Time** is a whole number from 0 to [#LAST_TIME], here always cycles of the simulated host's
/// clock: at 3 GHz it lasts 6 years. Scheduling past its end throws [ArithmeticException];
/// scheduling in the past throws [IllegalArgumentException].
///
/// Adding and taking an event is O(1) on average and allocates nothing once the arrays have grown
/// to the largest number of pending events.
///
/// Usage, where each event is over when it was taken:
///
/// ```
/// queue.schedule(delay, priority, payload);
/// while (queue.advance(until)) { switch on queue.payload(), at queue.now() }
/// ```
///
/// and, faster, where an event mostly happens again:
///
/// ```
/// while (queue.reach(until)) { ... queue.again(delay) or queue.done() }
/// ```
public final class EventQueue {
  // The first two events are fields, all others are in `later`.
  //
  // With two pending events, which of them is next is a coin toss, and a mispredicted branch
  // costs some 17 cycles; that is what an event costs at least. So there is one such branch
  // here, in `again`, and what the caller asks of the payload follows from it. No flag tells
  // whether the first place is empty, for testing it would be the next misprediction. Time and
  // priority are one key, so that one comparison orders two events; equal keys need no sequence
  // number, since what comes in goes behind what is there. What is called for two events is
  // small enough to be inlined (35 bytes of bytecode where it is called rarely): a call in the
  // caller's loop makes the compiler keep every variable of that loop in memory.
  //
  // `bench/run compare`, one M/M/1 queue whose times do not come again: no engine at all, two
  // variables compared, 3.5 ns an event; here 7 ns; the fastest list of SSJ 23 ns. Where the
  // predictor has learnt the sequence of times, 3.1 to 4.7 ns, bound by the way of the time from
  // one event to the next through memory.
  private static final int PRIORITY_BITS = 4;

  /// Highest priority number.
  public static final int LAST_PRIORITY = (1 << PRIORITY_BITS) - 1;

  /// The end of time.
  public static final long LAST_TIME = (Long.MAX_VALUE >>> PRIORITY_BITS) - 1;

  private static final int DELAY_BITS = Long.SIZE - 1 - PRIORITY_BITS;
  private static final long NONE = LaterEvents.NONE;

  private final LaterEvents later = new LaterEvents();
  private long now;
  private long payload;
  private long firstKey = NONE;
  private long firstPayload;
  private long secondKey = NONE;
  private long secondPayload;
  // That of the first of the others.
  private long thirdKey = NONE;
  private long advanced;
  // Whether the first event was reached and is not yet over.
  private boolean happening;

  /// The simulated time: that of the event last reached or taken.
  public long now() {
    return now;
  }

  /// The payload of the event last reached or taken.
  public long payload() {
    return payload;
  }

  /// Number of pending events.
  public int size() {
    return (firstKey == NONE ? 0 : 1) + (secondKey == NONE ? 0 : 1) + later.size();
  }

  /// Number of events taken so far, or reached and over.
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
    if (time < now || time > LAST_TIME) {
      refuse(time);
    }
    put(key(time, priority), payload);
  }

  /// Time of the next event, or [Long#MAX_VALUE] if there is none. An event that was reached is the
  /// next one until it is over.
  public long nextTime() {
    long key = firstKey;
    return key == NONE ? Long.MAX_VALUE : key >>> PRIORITY_BITS;
  }

  /// Takes the next event if it is due no later than a given time, and sets the clock to its time.
  /// Otherwise the clock stays.
  ///
  /// @return whether there was one
  public boolean advance(long until) {
    if (!reach(until)) {
      return false;
    }
    done();
    return true;
  }

  /// Sets the clock to the time of the next event, if that is due no later than a given time;
  /// otherwise the clock stays. The event happens now: it remains the first until either [#again]
  /// or [#done] is called.
  ///
  /// @return whether there was one
  public boolean reach(long until) {
    long time = firstKey >>> PRIORITY_BITS;
    if (time > until || firstKey == NONE) {
      return false;
    }
    now = time;
    payload = firstPayload;
    happening = true;
    return true;
  }

  /// The event that was reached happens again, with its priority and payload, after a delay from
  /// now.
  ///
  /// @param delay 0 or more
  public void again(long delay) {
    long key = firstKey + (delay << PRIORITY_BITS);
    if (delay >>> DELAY_BITS != 0 || key + (1L << PRIORITY_BITS) < 0 || !happening) {
      refuseAgain(delay);
    }
    happening = false;
    advanced++;
    if (key < secondKey) {
      firstKey = key;
    } else if (key < thirdKey) {
      long other = firstPayload;
      firstKey = secondKey;
      firstPayload = secondPayload;
      secondKey = key;
      secondPayload = other;
    } else {
      exchange(key);
    }
  }

  /// The event that was reached is over.
  public void done() {
    happening = false;
    advanced++;
    firstKey = secondKey;
    firstPayload = secondPayload;
    secondKey = thirdKey;
    if (thirdKey != NONE) {
      takeSecond();
    }
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
  /// are still to come. The caller has to [#fallBack] before the next [#advance] or [#reach].
  public void lead(long time) {
    now = time;
  }

  /// Ends a [#lead].
  ///
  /// @param time the clock before it
  public void fallBack(long time) {
    now = time;
  }

  private static long key(long time, int priority) {
    if (priority >>> PRIORITY_BITS != 0) {
      throw new IllegalArgumentException(
          "the priority of an event is 0 to %d, not %d".formatted(LAST_PRIORITY, priority));
    }
    return time << PRIORITY_BITS | priority;
  }

  private void put(long key, long eventPayload) {
    if (key >= thirdKey) {
      later.add(key, eventPayload);
    } else if (secondKey != NONE) {
      putBeforeThird(key, eventPayload);
    } else {
      putBeforeSecond(key, eventPayload);
    }
  }

  /// There is a second event, which may have to make room.
  private void putBeforeThird(long key, long eventPayload) {
    long behind = Math.max(key, secondKey);
    if (key >= secondKey) {
      later.addFirst(key, eventPayload);
    } else {
      later.addFirst(secondKey, secondPayload);
      putBeforeSecond(key, eventPayload);
    }
    thirdKey = behind;
  }

  /// The place of the second event is free.
  private void putBeforeSecond(long key, long eventPayload) {
    if (key >= firstKey || happening) {
      secondKey = key;
      secondPayload = eventPayload;
    } else {
      putFirst(key, eventPayload);
    }
  }

  private void putFirst(long key, long eventPayload) {
    secondKey = firstKey;
    secondPayload = firstPayload;
    firstKey = key;
    firstPayload = eventPayload;
  }

  /// The first event goes to the others, under a new key; the second becomes the first, and the
  /// first of the others the second.
  private void exchange(long key) {
    long other = firstPayload;
    firstKey = secondKey;
    firstPayload = secondPayload;
    secondKey = thirdKey;
    secondPayload = later.takeFirst();
    later.add(key, other);
    thirdKey = later.firstKey();
  }

  private void takeSecond() {
    secondPayload = later.takeFirst();
    thirdKey = later.firstKey();
  }

  private void refuse(long time) {
    if (time > LAST_TIME) {
      throw new ArithmeticException("an event at %,d is past the end of time".formatted(time));
    }
    throw new IllegalArgumentException(
        "an event at %,d cannot be scheduled at %,d".formatted(time, now));
  }

  private void refuseAgain(long delay) {
    if (!happening) {
      throw new IllegalStateException("no event happens that could happen again");
    }
    refuse(Math.addExact(now, delay));
  }
}
