package org.pirouette.trace.exits;

import org.pirouette.trace.event.ExitFamily;
import org.pirouette.trace.event.RecordedEvent;

/// What was counted for one thread: sums that may be added in any order.
final class ThreadTally {
  /// Kinds of counts in [#counts], in bits 63 to 56 of the key.
  static final int ACCEPTED = 1;

  static final int POSTED = 2;
  static final int MESSAGE = 3;
  static final int INTERPROCESSOR = 4;
  static final int INJECTED = 5;
  static final int REINJECTED = 6;
  static final int END_OF_INTERRUPT = 7;

  /// No exit but a halt is handled for as long: the clock jumped, or the machine was stopped.
  private static final long LONGEST = 60_000_000_000L;

  final int thread;
  int process = RecordedEvent.UNKNOWN;
  int vcpu = RecordedEvent.UNKNOWN;
  String command = "";

  final LongTable<DurationCounter> exits = new LongTable<>(DurationCounter::new);
  final LongTable<long[]> counts = new LongTable<>(() -> new long[1]);
  final LongTable<long[]> seconds = new LongTable<>(() -> new long[2]);
  long guestNanoseconds;
  long haltedNanoseconds;
  long haltHandlingNanoseconds;
  long sleeps;
  long polls;
  long sleptNanoseconds;
  long polledNanoseconds;
  long backwards;
  long jumps;
  long userspaceExits;

  ThreadTally(int thread) {
    this.thread = thread;
  }

  /// Whether this thread ever ran a guest.
  boolean hasExits() {
    boolean[] any = {vcpu >= 0};
    exits.forEach((key, counter) -> any[0] = true);
    return any[0];
  }

  /// Adds the time of an exit that ended with an entry.
  void complete(OpenExit exit, long entry, boolean bySecond) {
    long duration = entry - exit.since;
    DurationCounter counter = exits.get(ExitDetail.key(exit));
    if (duration < 0 || exit.since == RecordedEvent.NO_TIME || entry == RecordedEvent.NO_TIME) {
      backwards += exit.since == RecordedEvent.NO_TIME ? 0 : 1;
      counter.recordUntimed();
      return;
    }
    if (duration > LONGEST && exit.reason.family() != ExitFamily.HALT) {
      jumps++;
      counter.recordUntimed();
      return;
    }
    counter.record(duration);
    if (exit.reason.family() == ExitFamily.HALT) {
      long halted = Math.min(duration, exit.halted);
      haltedNanoseconds += exit.halted > 0 ? halted : duration;
      haltHandlingNanoseconds += exit.halted > 0 ? duration - halted : 0;
    } else if (bySecond) {
      seconds.get(Math.floorDiv(exit.since, 1_000_000_000L) << 16 | 0xffff)[1] += duration;
    }
  }

  /// Counts an exit whose end was not seen.
  void leaveOpen(OpenExit exit) {
    exits.get(ExitDetail.key(exit)).recordUntimed();
  }

  void addGuest(long since, long until) {
    if (since == RecordedEvent.NO_TIME || until == RecordedEvent.NO_TIME) {
      return;
    }
    if (until < since) {
      backwards++;
    } else {
      guestNanoseconds += until - since;
    }
  }

  void count(int kind, int target, int vector) {
    long place = (long) kind << 56 | (target & 0xffffffffL) << 16 | vector & 0xffffL;
    counts.get(place)[0]++;
  }

  static int countKind(long key) {
    return (int) (key >>> 56);
  }

  static int countTarget(long key) {
    return (int) (key >>> 16);
  }

  static int countVector(long key) {
    return (int) key & 0xffff;
  }

  void add(ThreadTally other) {
    if (process < 0) {
      process = other.process;
    }
    if (vcpu < 0) {
      vcpu = other.vcpu;
    }
    if (command.isEmpty() || command.equals("<...>")) {
      command = other.command;
    }
    other.exits.forEach((key, counter) -> exits.get(key).add(counter));
    other.counts.forEach((key, count) -> counts.get(key)[0] += count[0]);
    other.seconds.forEach(
        (key, pair) -> {
          long[] mine = seconds.get(key);
          mine[0] += pair[0];
          mine[1] += pair[1];
        });
    guestNanoseconds += other.guestNanoseconds;
    haltedNanoseconds += other.haltedNanoseconds;
    haltHandlingNanoseconds += other.haltHandlingNanoseconds;
    sleeps += other.sleeps;
    polls += other.polls;
    sleptNanoseconds += other.sleptNanoseconds;
    polledNanoseconds += other.polledNanoseconds;
    backwards += other.backwards;
    jumps += other.jumps;
    userspaceExits += other.userspaceExits;
  }
}
