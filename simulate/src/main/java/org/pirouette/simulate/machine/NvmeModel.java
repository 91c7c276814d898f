package org.pirouette.simulate.machine;

import org.pirouette.simulate.scenario.Device;

/// An NVMe queue in a closed loop, see [Device.NvmeQueue].
final class NvmeModel extends DeviceModel {
  private static final int TIMER = -1;
  private static final int SERVED = 1 << 30;

  private final World world;
  private final Draws latency;
  private final Draws interval;
  private final boolean limited;
  private final boolean silent;
  private final long cyclesPerIo;
  private final int coalescingCount;
  private final long coalescingCycles;
  private final long[] submitted;
  private final IntRing completed;
  private final IntRing taken;
  private long serverFree;
  private int unannounced;
  private long oldest;
  private boolean timerRuns;

  /// @param silent whether the guest polls, so that the queue has its interrupt off
  NvmeModel(
      int number,
      Device.NvmeQueue queue,
      World world,
      Draws latency,
      Draws interval,
      boolean silent) {
    super(number);
    this.world = world;
    this.latency = latency;
    this.interval = interval;
    this.silent = silent;
    limited = queue.maximumRate() > 0;
    cyclesPerIo = queue.cyclesPerIo();
    coalescingCount = queue.coalescing().count();
    coalescingCycles = world.cycles(queue.coalescing().nanoseconds());
    submitted = new long[queue.queueDepth()];
    completed = new IntRing(queue.queueDepth());
    taken = new IntRing(queue.queueDepth());
  }

  @Override
  void start(long now) {
    for (int slot = 0; slot < submitted.length; slot++) {
      submit(slot, now);
    }
  }

  private void submit(int slot, long now) {
    submitted[slot] = now;
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
    submit(slot, now);
  }

  @Override
  boolean hasItems() {
    return completed.size() > 0;
  }
}
