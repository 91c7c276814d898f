package org.pirouette.simulate.machine;

/// The events of a simulated machine, each in one word: what happens, to whom, and a number more.
final class Event {
  // Events at one time: what arrives from outside goes before what pCPUs do next.
  static final int ARRIVES = 0;
  static final int RUNS = 1;

  static final int DEVICE = 0;
  static final int AGENT = 1;
  static final int MESSAGE = 2;
  static final int PROCESSOR = 3;
  static final int TIMER = 4;
  static final int SLICE = 5;
  static final int ARRIVAL = 6;
  static final int HOST_INTERRUPT = 7;
  static final int HOST_TICK = 8;

  private static final int KIND_SHIFT = 56;
  private static final int INDEX_SHIFT = 32;

  private Event() {}

  static long of(int kind, int index, int argument) {
    return (long) kind << KIND_SHIFT | (long) index << INDEX_SHIFT | argument & 0xFFFF_FFFFL;
  }

  static int kind(long event) {
    return (int) (event >>> KIND_SHIFT);
  }

  static int index(long event) {
    return (int) (event >>> INDEX_SHIFT) & 0xFF_FFFF;
  }

  static int argument(long event) {
    return (int) event;
  }
}
