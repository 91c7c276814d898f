package org.pirouette.bench.compare;

import org.pirouette.simulate.engine.EventQueue;

/// M/M/1 queues side by side on Pirouette's event queue.
final class PirouetteQueues {
  private static final long DEPARTURE = 1L << 32;

  private final Exponentials times = new Exponentials();
  private final EventQueue queue = new EventQueue();
  private final int[] customers;

  PirouetteQueues(int stations) {
    customers = new int[stations];
    for (int station = 0; station < stations; station++) {
      queue.schedule(times.intervalNanoseconds(), 0, station);
    }
  }

  /// Simulates so many events.
  ///
  /// @return customers in the system, so that nothing can be left out
  long run(int events) {
    long sum = 0;
    for (int i = 0; i < events; i++) {
      queue.advance(Long.MAX_VALUE);
      long event = queue.payload();
      int station = (int) event;
      if ((event & DEPARTURE) != 0) {
        if (--customers[station] > 0) {
          queue.schedule(times.serviceNanoseconds(), 0, event);
        }
      } else {
        queue.schedule(times.intervalNanoseconds(), 0, event);
        if (customers[station]++ == 0) {
          queue.schedule(times.serviceNanoseconds(), 0, station | DEPARTURE);
        }
      }
      sum += customers[station];
    }
    return sum;
  }
}
