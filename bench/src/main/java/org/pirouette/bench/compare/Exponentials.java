package org.pirouette.bench.compare;

import java.util.SplittableRandom;

/// Times of an M/M/1 queue with utilisation 0.8, drawn beforehand, so that engines are compared and
/// not generators of random numbers. Mean service time 1 s, in ns and in seconds.
final class Exponentials {
  private static final int COUNT = 1 << 12;
  private static final double NANOSECONDS = 1e9;
  private static final double ARRIVALS_PER_SECOND = 0.8;

  private static final double[] SECONDS = new double[COUNT];
  private static final long[] TIMES = new long[COUNT];
  private int next;

  static {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < COUNT; i++) {
      SECONDS[i] = -Math.log(1 - random.nextDouble());
      TIMES[i] = (long) (SECONDS[i] * NANOSECONDS);
    }
  }

  double serviceSeconds() {
    return SECONDS[next++ & (COUNT - 1)];
  }

  double intervalSeconds() {
    return SECONDS[next++ & (COUNT - 1)] / ARRIVALS_PER_SECOND;
  }

  long serviceNanoseconds() {
    return TIMES[next++ & (COUNT - 1)];
  }

  long intervalNanoseconds() {
    return TIMES[next++ & (COUNT - 1)] * 5 / 4;
  }
}
