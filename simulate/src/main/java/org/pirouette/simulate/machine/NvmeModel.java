package org.pirouette.simulate.machine;

import java.util.ArrayDeque;
import org.pirouette.simulate.scenario.Application;
import org.pirouette.simulate.scenario.Device;

/// An NVMe queue and the application that uses it, see [Device.NvmeQueue].
final class NvmeModel extends DeviceModel {
  private static final int TIMER = -1;
  private static final int SERVED = 1 << 30;
  private static final int THOUGHT = 1 << 29;
  private static final int WANTED = 1 << 28;

  /// An application that wants more than the drive gives is not let wait without end.
  private static final int MOST_WAITING = 1 << 16;

  private final World world;
  private final Draws latency;
  private final Draws interval;
  private final Draws application;
  private final boolean open;
  private final boolean limited;
  private final boolean silent;
  private final long cyclesPerIo;
  private final int coalescingCount;
  private final long coalescingCycles;
  private final long[] submitted;
  private final IntRing completed;
  private final IntRing taken;
  private final IntRing free;
  private final ArrayDeque<Long> wanted = new ArrayDeque<>();
  private long serverFree;
  private int unannounced;
  private long oldest;
  private boolean timerRuns;

  /// @param application its think times, or the times between the I/Os that it wants
  /// @param silent whether the guest polls, so that the queue has its interrupt off
  NvmeModel(
      int number,
      Device.NvmeQueue queue,
      World world,
      Draws latency,
      Draws interval,
      Draws application,
      boolean silent) {
    super(number);
    this.world = world;
    this.latency = latency;
    this.interval = interval;
    this.application = application;
    open = queue.application() instanceof Application.Open;
    this.silent = silent;
    limited = queue.maximumRate() > 0;
    cyclesPerIo = queue.cyclesPerIo();
    coalescingCount = queue.coalescing().count();
    coalescingCycles = world.cycles(queue.coalescing().nanoseconds());
    submitted = new long[queue.queueDepth()];
    completed = new IntRing(queue.queueDepth());
    taken = new IntRing(queue.queueDepth());
    free = new IntRing(queue.queueDepth());
  }

  @Override
  void start(long now) {
    for (int slot = 0; slot < submitted.length; slot++) {
      if (open) {
        free.add(slot);
      } else {
        think(slot, now);
      }
    }
    if (open) {
      world.scheduleDevice(number, application.next(), WANTED);
    }
  }

  private void think(int slot, long now) {
    long thinking = application.next();
    if (thinking == 0) {
      submit(slot, now, now);
    } else {
      world.scheduleDevice(number, thinking, slot | THOUGHT);
    }
  }

  private void want(long now) {
    if (free.size() > 0) {
      submit(free.remove(), now, now);
    } else if (wanted.size() < MOST_WAITING) {
      wanted.add(now);
    } else {
      world.itemDropped();
    }
    world.scheduleDevice(number, application.next(), WANTED);
  }

  /// @param since when the application wanted it
  private void submit(int slot, long since, long now) {
    submitted[slot] = since;
    long served = latency.next();
    if (served == 0 && limited) {
      serve(slot, now);
    } else {
      world.scheduleDevice(number, served, limited ? slot : slot | SERVED);
    }
  }

  /// The drive's own limit: a server with a queue behind the latency.
  private void serve(int slot, long now) {
    serverFree = Math.max(serverFree, now) + interval.next();
    world.scheduleDevice(number, serverFree - now, slot | SERVED);
  }

  @Override
  void happen(long now, int argument) {
    if (argument == TIMER) {
      timerEnds(now);
    } else if ((argument & SERVED) != 0) {
      complete(argument & ~SERVED, now);
    } else if ((argument & THOUGHT) != 0) {
      submit(argument & ~THOUGHT, now, now);
    } else if (argument == WANTED) {
      want(now);
    } else {
      serve(argument, now);
    }
  }

  private void complete(int slot, long now) {
    completed.add(slot);
    if (silent) {
      world.itemsForPoller(number, now);
      return;
    }
    if (unannounced++ == 0) {
      oldest = now;
    }
    if (unannounced >= coalescingCount) {
      announce(now);
    } else if (!timerRuns) {
      timerRuns = true;
      world.scheduleDevice(number, coalescingCycles, TIMER);
    }
  }

  /// The aggregation time of some batch is over, perhaps of one that was announced by its count.
  private void timerEnds(long now) {
    timerRuns = false;
    if (unannounced == 0) {
      return;
    }
    long left = oldest + coalescingCycles - now;
    if (left <= 0) {
      announce(now);
    } else {
      timerRuns = true;
      world.scheduleDevice(number, left, TIMER);
    }
  }

  private void announce(long now) {
    unannounced = 0;
    world.raise(number, now);
  }

  @Override
  int take(long now) {
    int items = completed.size();
    for (int i = 0; i < items; i++) {
      taken.add(completed.remove());
    }
    return items;
  }

  @Override
  long cyclesPerItem() {
    return cyclesPerIo;
  }

  @Override
  void handled(long now) {
    int slot = taken.remove();
    world.itemHandled(now - submitted[slot]);
    Long next = wanted.poll();
    if (!open) {
      think(slot, now);
    } else if (next == null) {
      free.add(slot);
    } else {
      submit(slot, next, now);
    }
  }

  @Override
  boolean hasItems() {
    return completed.size() > 0;
  }
}
