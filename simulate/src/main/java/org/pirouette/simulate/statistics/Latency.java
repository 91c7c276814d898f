package org.pirouette.simulate.statistics;

import org.HdrHistogram.Histogram;

/// A collection of durations with percentiles, of fixed size: 3 significant digits, up to 2^40
/// cycles.
public final class Latency {
  private static final long HIGHEST = 1L << 40;
  private static final int DIGITS = 3;

  private final Histogram cycles = new Histogram(HIGHEST, DIGITS);
  private final long hertz;

  /// @param hertz clock in which the values are counted
  public Latency(long hertz) {
    this.hertz = hertz;
  }

  /// Adds one duration, in cycles; longer than 2^40 counts as 2^40.
  public void record(long value) {
    cycles.recordValue(Math.min(value, HIGHEST));
  }

  /// Adds all of another one with the same clock.
  public void add(Latency other) {
    cycles.add(other.cycles);
  }

  /// Forgets everything.
  public void clear() {
    cycles.reset();
  }

  /// Number of durations.
  public long count() {
    return cycles.getTotalCount();
  }

  /// Mean in ns; NaN without values.
  public double meanNanoseconds() {
    return count() == 0 ? Double.NaN : nanoseconds(cycles.getMean());
  }

  /// Largest value in ns; NaN without values.
  public double maximumNanoseconds() {
    return count() == 0 ? Double.NaN : nanoseconds(cycles.getMaxValueAsDouble());
  }

  /// A percentile in ns; NaN without values.
  ///
  /// @param percentile 0 to 100, for example 99.9
  public double percentileNanoseconds(double percentile) {
    return count() == 0 ? Double.NaN : nanoseconds(cycles.getValueAtPercentile(percentile));
  }

  private double nanoseconds(double value) {
    return value * 1e9 / hertz;
  }
}
