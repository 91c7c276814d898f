package org.pirouette.trace.exits;

import java.util.Arrays;

/// Counts of durations in buckets that grow with the duration: 64 to each power of two, so a bucket
/// is at most 1.6 % wide and its middle at most 0.8 % off. Below 64 ns each value has its own.
///
/// Grows only as far as the largest value: 6 KiB for durations up to 0.5 ms.
final class LogLinearHistogram {
  private static final int BITS = 6;
  private static final int BUCKETS = 1 << BITS;

  private long[] counts = new long[BUCKETS];

  void record(long value) {
    int bucket = bucket(value);
    if (bucket >= counts.length) {
      counts = Arrays.copyOf(counts, (bucket / BUCKETS + 1) * BUCKETS);
    }
    counts[bucket]++;
  }

  void add(LogLinearHistogram other) {
    if (other.counts.length > counts.length) {
      counts = Arrays.copyOf(counts, other.counts.length);
    }
    for (int i = 0; i < other.counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /// The value below or at which a share of all values lies, as the middle of its bucket.
  ///
  /// @param share from 0 to 1
  /// @param count how many values there are in all
  long quantile(double share, long count) {
    long wanted = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (seen >= wanted) {
        return middle(bucket);
      }
    }
    return 0;
  }

  private static int bucket(long value) {
    if (value < BUCKETS) {
      return (int) Math.max(0, value);
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    int shift = exponent - BITS;
    return (shift + 1) * BUCKETS + (int) (value >>> shift) - BUCKETS;
  }

  private static long middle(int bucket) {
    if (bucket < BUCKETS) {
      return bucket;
    }
    int shift = bucket / BUCKETS - 1;
    long low = (long) (BUCKETS + bucket % BUCKETS) << shift;
    return low + (1L << shift >> 1);
  }
}
