package org.pirouette.simulate.scenario;

/// Refuses impossible values with a sentence that says what was expected and what was found.
final class Check {
  /// Ten times shorter than what a network card or a guest does between two events.
  private static final int LEAST_NANOSECONDS = 10;

  private Check() {}

  static void within(String what, long value, long low, long high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          "%s must be from %,d to %,d, but is %,d".formatted(what, low, high, value));
    }
  }

  static void notNegative(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "%s must not be negative, but is %,d".formatted(what, value));
    }
  }

  static void positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("%s must be positive, but is %s".formatted(what, value));
    }
  }

  /// Refuses what would make more events than can be simulated: each second of it is then bounded
  /// work.
  static void between(String what, Distribution nanoseconds) {
    if (!(nanoseconds.mean() >= LEAST_NANOSECONDS) || Double.isInfinite(nanoseconds.mean())) {
      throw new IllegalArgumentException(
          "%s must be at least %s ns, but is %s ns"
              .formatted(what, LEAST_NANOSECONDS, nanoseconds.mean()));
    }
  }

  /// Which of them an architecture has is for it to say.
  static void vector(String what, int vector) {
    within("vector of " + what, vector, 1, 255);
  }

  static void rising(String what, long[] nanoseconds) {
    for (int i = 1; i < nanoseconds.length; i++) {
      if (nanoseconds[i] < nanoseconds[i - 1]) {
        throw new IllegalArgumentException(
            "%s must be in the order of their times, but number %,d is earlier than the one before"
                .formatted(what, i));
      }
    }
  }
}
