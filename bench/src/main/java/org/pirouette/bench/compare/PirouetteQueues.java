package org.pirouette.bench.compare;

import org.pirouette.simulate.engine.EventQueue;

/// M/M/1 queues side by side on Pirouette's event queue.
final class PirouetteQueues {
  // The payload of a departure is negative, as the cheapest thing to ask.
  private static final long DEPARTURE = Long.MIN_VALUE;

  private final Exponentials times;
  private final EventQueue queue = new EventQueue();
  private final int[] customers;
  private int drawn;

  PirouetteQueues(int stations, Exponentials times) {
    this.times = times;
    customers = new int[stations];
    for (int station = 0; station < stations; station++) {
      queue.schedule(times.intervalNanoseconds(drawn++), 0, station);
    }
  }

  /// Simulates so many events.
  ///
  /// @return customers in the system, so that nothing can be left out
  long run(int events) {
    long sum = 0;
    int number = drawn;
    for (int i = 0; i < events; i++) {
      queue.reach(Long.MAX_VALUE);
      long event = queue.payload();
      int station = (int) event;
      int there = customers[station];
      long delay;
      if (event >= 0) {
        delay = times.intervalNanoseconds(number++);
        if (there == 0) {
          queue.schedule(times.serviceNanoseconds(number++), 0, event | DEPARTURE);
        }
        there++;
      } else if (--there > 0) {
        delay = times.serviceNanoseconds(number++);
      } else {
        customers[station] = 0;
        queue.done();
        continue;
      }
      queue.again(delay);
      customers[station] = there;
      sum += there;
    }
    drawn = number;
    return sum;
  }
}
