package org.pirouette.simulate.runs;

import java.util.Arrays;
import java.util.TreeMap;
import org.pirouette.simulate.Counter;

/// What one run of steps adds to the measurements.
final class RunBookings {
  private static final Counter[] COUNTERS = Counter.values();
  private static final int SPENDING_BITS = 4;
  private static final int VECTOR_BITS = 16;

  private final TreeMap<Integer, Long> spent = new TreeMap<>();
  private final TreeMap<Long, Long> exitCounts = new TreeMap<>();
  private final TreeMap<Long, Long> exitCycles = new TreeMap<>();
  private final TreeMap<Integer, Long> injections = new TreeMap<>();
  private final long[] counts = new long[COUNTERS.length];

  /// Forgets everything.
  void clear() {
    spent.clear();
    exitCounts.clear();
    exitCycles.clear();
    injections.clear();
    Arrays.fill(counts, 0);
  }

  /// @param virtualProcessor on whose behalf, or -1
  void spend(int virtualProcessor, int spending, long cycles) {
    spent.merge(virtualProcessor + 1 << SPENDING_BITS | spending, cycles, Long::sum);
  }

  void exit(long key) {
    exitCounts.merge(key, 1L, Long::sum);
  }

  void spendOnExit(long key, long cycles) {
    exitCycles.merge(key, cycles, Long::sum);
  }

  void inject(int virtualProcessor, int vector) {
    injections.merge(virtualProcessor << VECTOR_BITS | vector, 1L, Long::sum);
  }

  boolean hasExits() {
    return !exitCounts.isEmpty();
  }

  void count(Counter counter) {
    counts[counter.ordinal()]++;
  }

  /// Adds everything, times a number of uses.
  void book(Ledger ledger, int processor, long uses) {
    spent.forEach(
        (place, cycles) ->
            ledger.spend(
                processor,
                (place >>> SPENDING_BITS) - 1,
                place & (1 << SPENDING_BITS) - 1,
                cycles * uses));
    exitCounts.forEach((key, count) -> ledger.countExits(key, count * uses));
    exitCycles.forEach((key, cycles) -> ledger.spendOnExit(key, cycles * uses));
    injections.forEach(
        (place, count) ->
            ledger.injected(place >>> VECTOR_BITS, place & (1 << VECTOR_BITS) - 1, count * uses));
    for (int i = 0; i < counts.length; i++) {
      ledger.count(COUNTERS[i], counts[i] * uses);
    }
  }
}
