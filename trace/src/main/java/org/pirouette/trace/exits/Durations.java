package org.pirouette.trace.exits;

/// How long something took, over many times. Nanoseconds; NaN where a summary does not tell.
///
/// @param count how many were timed
/// @param total their sum
/// @param least the shortest
/// @param mean the mean
/// @param median half were at most this long; within 0.8 % for recordings
/// @param percentile99 99 % were at most this long; within 0.8 %
/// @param percentile999 99.9 % were at most this long; within 0.8 %
/// @param most the longest
/// @param relativeError standard error of the mean over the mean
public record Durations(
    long count,
    double total,
    double least,
    double mean,
    double median,
    double percentile99,
    double percentile999,
    double most,
    double relativeError) {
  /// Nothing was timed.
  public static final Durations NONE =
      new Durations(
          0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);

  /// Whether anything was timed.
  public boolean isKnown() {
    return count > 0;
  }
}
