package org.pirouette.simulate.machine;

import java.util.Arrays;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.engine.EventQueue;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Delay;

/// The pCPUs: each is one line of time on which its context takes steps, or is parked until
/// something happens.
///
/// A pCPU runs ahead: it takes steps in a row, moving the clock by their prices, as long as no
/// other event is due earlier. That is exact, since nobody else could have acted in between.
final class Processors {
  private static final byte RUNNING = 0;
  static final byte IDLE = 1;
  static final byte GUEST_RUNS = 2;
  static final byte WAITS = 3;
  private static final long NEVER = Long.MAX_VALUE;
  private static final int NOBODY = -1;
  private static final long LONG_RUN = 1 << 16;

  private final Core core;
  private final EventQueue queue;
  private final Measurements measurements;
  private final Accounts accounts;
  private final GuestModel[] guests;
  private final long idleExitCycles;

  /// By pCPU whether its interrupt logic may have something to accept.
  final boolean[] attention;

  private final byte[] parked;
  private final long[] parkedSince;
  private final int[] parkedFor;
  private final byte[] parkedSpending;
  private final long[] wakeAt;
  private final long[] queuedAt;
  private final int[] ready;
  private int readyHead;
  private int readyCount;
  private long limit;
  private final long lookahead;
  private long base;
  private boolean leading;

  Processors(
      Core core,
      Measurements measurements,
      Accounts accounts,
      GuestModel[] guests,
      CostProfile costs) {
    this.core = core;
    queue = core.queue;
    this.accounts = accounts;
    this.measurements = measurements;
    this.guests = guests;
    idleExitCycles = costs.cycles(Delay.IDLE_EXIT);
    lookahead = Math.min(costs.cycles(Delay.INTERRUPT_MESSAGE), costs.cycles(Delay.IPI_MESSAGE));
    int count = core.machine.configuration().processors();
    attention = new boolean[count];
    parked = new byte[count];
    parkedSince = new long[count];
    parkedFor = new int[count];
    parkedSpending = new byte[count];
    wakeAt = new long[count];
    queuedAt = new long[count];
    Arrays.fill(queuedAt, NEVER);
    ready = new int[Integer.highestOneBit(Math.max(1, count)) * 2];
  }

  /// A pCPU begins to work.
  void start(int p) {
    attention[p] = true;
    makeReady(p);
  }

  /// No step is taken after this time.
  void limit(long time) {
    limit = time;
  }

  boolean isIdle(int p) {
    return parked[p] == IDLE;
  }

  /// Whether something happened to a pCPU at the present time that did not run since.
  boolean anyReady() {
    return readyCount > 0;
  }

  /// The next of the pCPUs that something happened to at the present time.
  int nextReady() {
    int p = ready[readyHead];
    readyHead = (readyHead + 1) & (ready.length - 1);
    readyCount--;
    return p;
  }

  /// A known run interrupts the guest on a pCPU.
  void interrupt(int p) {
    book(p);
    parked[p] = RUNNING;
    wakeAt[p] = NEVER;
  }

  /// Whether a pCPU executes its guest.
  boolean isInGuest(int p) {
    return parked[p] == GUEST_RUNS && parkedSince[p] <= queue.now();
  }

  private void makeReady(int p) {
    if (leading) {
      resumeAt(p, queue.now());
      return;
    }
    ready[(readyHead + readyCount++) & (ready.length - 1)] = p;
  }

  /// An event of a pCPU is due.
  ///
  /// @return whether the pCPU is to run now
  boolean isDue(int p) {
    if (queuedAt[p] != queue.now()) {
      return false; // overtaken by an earlier event
    }
    queuedAt[p] = NEVER;
    if (wakeAt[p] == queue.now()) {
      wakeAt[p] = NEVER;
      unpark(p);
      return true;
    }
    if (wakeAt[p] != NEVER) {
      resumeAt(p, wakeAt[p]);
    }
    return false;
  }

  /// A pCPU goes on at a time.
  void resumeAt(int p, long time) {
    wakeAt[p] = time;
    if (time < queuedAt[p]) {
      queuedAt[p] = time;
      queue.scheduleAt(time, Event.RUNS, Event.of(Event.PROCESSOR, p, 0));
    }
  }

  /// The interrupt logic of a pCPU may have something to accept.
  void attend(int p) {
    attention[p] = true;
    poke(p);
  }

  /// Something that a parked pCPU may be waiting for has happened.
  void poke(int p) {
    byte state = parked[p];
    if (state == RUNNING) {
      return;
    }
    if (parkedSince[p] > queue.now()) {
      resumeAt(p, parkedSince[p]); // it led; it will see this when others have caught up
      return;
    }
    unpark(p);
    if (state == IDLE && idleExitCycles > 0) {
      wakeUp(p);
    } else {
      wakeAt[p] = NEVER;
      makeReady(p);
    }
  }

  private void wakeUp(int p) {
    measurements.spend(p, NOBODY, Spending.IDLE.ordinal(), idleExitCycles);
    resumeAt(p, queue.now() + idleExitCycles);
  }

  /// The guest of a vCPU may want to change what it does.
  void reconsider(int v) {
    int p = core.machine.taskCpu(v);
    boolean runs = parked[p] == GUEST_RUNS && parkedFor[p] == v;
    if (runs) {
      book(p);
    }
    if (guests[v].reconsider(queue.now()) && runs) {
      poke(p);
    }
  }

  /// The IPI that the guest of a vCPU waits for was handled.
  void answer(int v, SyntheticGuest guest) {
    int p = core.machine.taskCpu(v);
    boolean runs = parked[p] == GUEST_RUNS && parkedFor[p] == v;
    if (runs) {
      book(p);
    }
    guest.ipiAnswered();
    if (runs) {
      poke(p);
    }
  }

  /// A pCPU waits from now on.
  ///
  /// @param spending what its time is booked as meanwhile
  void park(int p, byte state, int virtualProcessor, int spending) {
    parked[p] = state;
    parkedSince[p] = queue.now();
    parkedFor[p] = virtualProcessor;
    parkedSpending[p] = (byte) spending;
  }

  private void unpark(int p) {
    if (parked[p] != RUNNING) {
      book(p);
      parked[p] = RUNNING;
    }
  }

  /// Books the time for which a pCPU has been parked so far.
  private void book(int p) {
    long since = parkedSince[p];
    long elapsed = queue.now() - since;
    if (elapsed <= 0) {
      return;
    }
    parkedSince[p] = queue.now();
    accounts.spendFrom(since, p, parkedFor[p], parkedSpending[p], elapsed);
    if (parked[p] == GUEST_RUNS) {
      guests[parkedFor[p]].remaining -= elapsed;
    }
  }

  /// Books all time of parked pCPUs, and all exits, up to now.
  void bookAll() {
    accounts.bookExits();
    for (int p = 0; p < parked.length; p++) {
      if (parked[p] != RUNNING) {
        book(p);
      }
    }
  }

  /// Whether the present stretch of time is long enough for a run of steps to come to its own end.
  boolean hasRoom() {
    return limit - queue.now() > LONG_RUN;
  }

  /// Whether nothing else is due up to a time, so that whoever runs may go on there.
  boolean mayRunAheadTo(long time) {
    return readyCount == 0 && time <= limit && queue.nextTime() > time;
  }

  /// From here on the caller may move the clock by [#moveTo].
  void beginLead() {
    base = queue.now();
  }

  /// Whether the clock is ahead of what others have yet to do.
  boolean leads() {
    return leading;
  }

  /// Moves the clock, if nothing prevents it.
  ///
  /// @return whether it moved
  boolean moveTo(long time) {
    if (mayRunAheadTo(time)) {
      queue.skipTo(time);
      base = time;
      leading = false;
      return true;
    }
    if (time - base <= lookahead && time <= limit) {
      queue.lead(time);
      leading = true;
      return true;
    }
    return false;
  }

  /// Moves the clock to a time up to which the caller may run ahead.
  void goTo(long time) {
    queue.lead(time);
    base = time;
  }

  /// The clock goes back to where all others are.
  void endLead() {
    leading = false;
    queue.fallBack(base);
  }
}
