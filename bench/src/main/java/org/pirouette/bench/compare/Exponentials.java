package org.pirouette.bench.compare;

import java.util.SplittableRandom;

/// Times of an M/M/1 queue with utilisation 0.8, drawn beforehand, so that engines are compared and
/// not generators of random numbers. Mean service time 1 s, in ns and in seconds.
final class Exponentials {
  private static final double NANOSECONDS = 1e9;
  private static final double ARRIVALS_PER_SECOND = 0.8;

  private final double[] seconds;
  private final long[] nanoseconds;
  private int next;

  private Exponentials(double[] seconds, long[] nanoseconds) {
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
  }

  /// Draws times that come again and again from the first on.
  ///
  /// @param count a power of 2
  static Exponentials draw(int count) {
    SplittableRandom random = new SplittableRandom(1);
    double[] seconds = new double[count];
    long[] nanoseconds = new long[count];
    for (int i = 0; i < count; i++) {
      nanoseconds[i] = (long) (-Math.log(1 - random.nextDouble()) * NANOSECONDS);
      seconds[i] = nanoseconds[i] / NANOSECONDS;
    }
    return new Exponentials(seconds, nanoseconds);
  }

  /// The same times, from the first on.
  Exponentials rewound() {
    return new Exponentials(seconds, nanoseconds);
  }

  double serviceSeconds() {
    return seconds[next++ & seconds.length - 1];
  }

  double intervalSeconds() {
    return seconds[next++ & seconds.length - 1] / ARRIVALS_PER_SECOND;
  }

  /// The service time with a number, for whoever counts the times drawn himself.
  long serviceNanoseconds(int number) {
    return nanoseconds[number & nanoseconds.length - 1];
  }

  long intervalNanoseconds(int number) {
    long service = serviceNanoseconds(number);
    return service + (service >>> 2);
  }
}
