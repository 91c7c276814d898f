package org.pirouette.trace.exits;

import org.jspecify.annotations.Nullable;

/// Gathers durations, and how many more there were without a known duration.
final class DurationCounter {
  private long count;
  private long untimed;
  private long total;
  private double squares;
  private long least = Long.MAX_VALUE;
  private long most;
  private @Nullable LogLinearHistogram histogram;

  /// Takes a duration.
  ///
  /// @param nanoseconds not negative
  void record(long nanoseconds) {
    count++;
    total += nanoseconds;
    squares += (double) nanoseconds * nanoseconds;
    least = Math.min(least, nanoseconds);
    most = Math.max(most, nanoseconds);
    LogLinearHistogram values = histogram;
    if (values == null) {
      histogram = values = new LogLinearHistogram();
    }
    values.record(nanoseconds);
  }

  /// Counts something whose duration is not known.
  void recordUntimed() {
    untimed++;
  }

  void add(DurationCounter other) {
    count += other.count;
    untimed += other.untimed;
    total += other.total;
    squares += other.squares;
    least = Math.min(least, other.least);
    most = Math.max(most, other.most);
    LogLinearHistogram values = other.histogram;
    if (values != null) {
      if (histogram == null) {
        histogram = new LogLinearHistogram();
      }
      histogram.add(values);
    }
  }

  /// How many there were, timed or not.
  long occurrences() {
    return count + untimed;
  }

  long totalNanoseconds() {
    return total;
  }

  /// What was gathered so far.
  Durations durations() {
    LogLinearHistogram values = histogram;
    if (count == 0 || values == null) {
      return Durations.NONE;
    }
    double mean = (double) total / count;
    return new Durations(
        count,
        total,
        least,
        mean,
        within(values.quantile(0.5, count)),
        within(values.quantile(0.99, count)),
        within(values.quantile(0.999, count)),
        most,
        relativeError(mean));
  }

  private double within(long value) {
    return Math.clamp(value, least, most);
  }

  /// Standard deviation of the mean, relative to the mean, as `perf kvm stat` prints it.
  private double relativeError(double mean) {
    if (count < 2 || mean == 0) {
      return 0;
    }
    double variance = Math.max(0, (squares - mean * total) / (count - 1));
    return Math.sqrt(variance / count) / mean;
  }
}
