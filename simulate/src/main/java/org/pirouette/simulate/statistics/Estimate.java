package org.pirouette.simulate.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/// A mean over independent replications with the half width of its 95 % confidence interval.
///
/// @param mean arithmetic mean of the samples; NaN without samples
/// @param halfWidth half width of the interval by Student's t; NaN with fewer than two samples
/// @param samples number of replications
public record Estimate(double mean, double halfWidth, int samples) {
  private static final double CONFIDENCE = 0.95;

  /// The estimate from one value per replication. NaN values (nothing was measured) do not count.
  public static Estimate of(double... values) {
    double[] samples = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    int n = samples.length;
    if (n == 0) {
      return new Estimate(Double.NaN, Double.NaN, 0);
    }
    double mean = Arrays.stream(samples).sum() / n;
    if (n == 1) {
      return new Estimate(mean, Double.NaN, 1);
    }
    double squares = 0;
    for (double sample : samples) {
      squares += (sample - mean) * (sample - mean);
    }
    double t = TDistribution.of(n - 1).inverseSurvivalProbability((1 - CONFIDENCE) / 2);
    return new Estimate(mean, t * Math.sqrt(squares / (n - 1) / n), n);
  }

  /// The estimate of `after / before - 1` over paired replications (same seeds).
  public static Estimate ofChange(double[] before, double[] after) {
    double[] changes = new double[before.length];
    for (int i = 0; i < before.length; i++) {
      changes[i] = after[i] / before[i] - 1;
    }
    return of(changes);
  }

  /// Whether a value lies within the interval.
  public boolean contains(double value) {
    return Math.abs(value - mean) <= halfWidth;
  }
}
