package org.pirouette.simulate.machine;

import org.pirouette.simulate.scenario.Device;

/// A receive queue of a network card, see [Device.NetworkQueue]. The guest's driver works as Linux'
/// NAPI does: the handler turns the queue's interrupt off, a poll in the main line takes packets
/// until the ring is empty, then turns the interrupt on again.
final class NetworkModel extends DeviceModel {
  private static final int BURST = -1;
  private static final int MODERATED = -2;

  private final World world;
  private final Draws interval;
  private final Draws packetsPerBurst;
  private final boolean silent;
  private final long wireCycles;
  private final long moderationCycles;
  private final long cyclesPerPacket;
  private final long[] ring;
  private final int ringSize;
  private long arrivals;
  private long takenUntil;
  private long handledUntil;
  private boolean interruptOn = true;
  private boolean moderationRuns;
  private long lastInterrupt;

  /// @param silent whether the guest polls, so that the queue has its interrupt off
  NetworkModel(
      int number,
      Device.NetworkQueue queue,
      World world,
      Draws interval,
      Draws packetsPerBurst,
      boolean silent) {
    super(number);
    this.world = world;
    this.interval = interval;
    this.packetsPerBurst = packetsPerBurst;
    this.silent = silent;
    wireCycles = Math.max(1, world.cycles(queue.wireNanoseconds()));
    moderationCycles = world.cycles(queue.moderationNanoseconds());
    cyclesPerPacket = queue.cyclesPerPacket() + queue.handler().cyclesPerItem();
    ringSize = queue.ringSize();
    // a power of two, since a division for each packet would cost more than all the rest
    ring = new long[Integer.highestOneBit(Math.max(1, 2 * ringSize - 1))];
    lastInterrupt = -moderationCycles;
  }

  @Override
  void start(long now) {
    world.scheduleDevice(number, interval.next(), BURST);
  }

  @Override
  void happen(long now, int argument) {
    switch (argument) {
      case BURST -> {
        world.scheduleDevice(number, interval.next(), BURST);
        arrive(now, (int) Math.max(1, packetsPerBurst.next()));
      }
      case MODERATED -> {
        moderationRuns = false;
        announce(now);
      }
      default -> arrive(now, argument);
    }
  }

  private void arrive(long now, int packets) {
    if (arrivals - handledUntil == ringSize) {
      world.itemDropped();
    } else {
      ring[(int) arrivals++ & (ring.length - 1)] = now;
    }
    if (packets > 1) {
      world.scheduleDevice(number, wireCycles, packets - 1);
    }
    if (silent) {
      world.itemsForPoller(number, now);
    } else {
      announce(now);
    }
  }

  private void announce(long now) {
    if (!interruptOn || moderationRuns || arrivals == takenUntil) {
      return;
    }
    long earliest = lastInterrupt + moderationCycles;
    if (now >= earliest) {
      lastInterrupt = now;
      interruptOn = false;
      world.raise(number, now);
    } else {
      moderationRuns = true;
      world.scheduleDevice(number, earliest - now, MODERATED);
    }
  }

  @Override
  int take(long now) {
    int items = (int) (arrivals - takenUntil);
    takenUntil = arrivals;
    return items;
  }

  @Override
  long cyclesPerItem() {
    return cyclesPerPacket;
  }

  @Override
  void handled(long now) {
    world.itemHandled(now - ring[(int) handledUntil++ & (ring.length - 1)]);
  }

  @Override
  boolean rearm(long now) {
    if (hasItems()) {
      return true;
    }
    if (!silent) {
      interruptOn = true;
    }
    return false;
  }

  @Override
  boolean hasItems() {
    return arrivals > takenUntil;
  }
}
