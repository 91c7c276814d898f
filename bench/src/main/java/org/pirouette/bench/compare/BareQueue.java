package org.pirouette.bench.compare;

/// One M/M/1 queue without an event engine: the next arrival and the next departure are two local
/// variables. The bound for every engine.
final class BareQueue {
  private BareQueue() {}

  /// Simulates so many events.
  ///
  /// @return customers in the system
  static long run(int events, Exponentials times) {
    int drawn = 0;
    long arrival = times.intervalNanoseconds(drawn++);
    long departure = Long.MAX_VALUE;
    int customers = 0;
    long sum = 0;
    for (int i = 0; i < events; i++) {
      if (arrival < departure) {
        long now = arrival;
        arrival = now + times.intervalNanoseconds(drawn++);
        if (customers++ == 0) {
          departure = now + times.serviceNanoseconds(drawn++);
        }
      } else if (--customers > 0) {
        departure += times.serviceNanoseconds(drawn++);
      } else {
        departure = Long.MAX_VALUE;
      }
      sum += customers;
    }
    return sum;
  }
}
