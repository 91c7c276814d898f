package org.pirouette.simulate.scenario;

import java.util.Arrays;

/// A distribution of times in nanoseconds (or of counts, where so said).
public sealed interface Distribution {
  /// The mean, in the unit of the values.
  double mean();

  /// Always the same value.
  record Constant(double value) implements Distribution {
    /// Checks the value.
    public Constant {
      if (!(value >= 0)) {
        throw new IllegalArgumentException("a constant must not be negative, but is " + value);
      }
    }

    @Override
    public double mean() {
      return value;
    }
  }

  /// Exponential, as between the arrivals of a Poisson process.
  record Exponential(double mean) implements Distribution {
    /// Checks the mean.
    public Exponential {
      Check.positive("the mean of an exponential distribution", mean);
    }
  }

  /// Evenly between two values.
  record Uniform(double low, double high) implements Distribution {
    /// Checks the order.
    public Uniform {
      if (!(low >= 0) || !(high >= low)) {
        throw new IllegalArgumentException(
            "a uniform distribution needs 0 <= low <= high, but has %s and %s"
                .formatted(low, high));
      }
    }

    @Override
    public double mean() {
      return (low + high) / 2;
    }
  }

  /// Log-normal, the usual shape of the service time of flash.
  ///
  /// @param median the value that half of the samples stay below
  /// @param sigma standard deviation of the logarithm
  record LogNormal(double median, double sigma) implements Distribution {
    /// Checks the values.
    public LogNormal {
      Check.positive("the median of a log-normal distribution", median);
      if (!(sigma >= 0)) {
        throw new IllegalArgumentException(
            "sigma of a log-normal distribution must not be negative, but is " + sigma);
      }
    }

    /// The one with this median and 99th percentile.
    public static LogNormal ofMedianAndP99(double median, double p99) {
      return new LogNormal(median, Math.log(p99 / median) / 2.3263478740408408);
    }

    @Override
    public double mean() {
      return median * Math.exp(sigma * sigma / 2);
    }
  }

  /// Measured values, drawn with replacement.
  record Empirical(double[] values) implements Distribution {
    /// Copies the values.
    public Empirical {
      if (values.length == 0) {
        throw new IllegalArgumentException("an empirical distribution needs at least one value");
      }
      values = values.clone();
    }

    @Override
    public double[] values() {
      return values.clone();
    }

    @Override
    public double mean() {
      return Arrays.stream(values).average().orElseThrow();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Empirical empirical && Arrays.equals(values, empirical.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "Empirical[" + values.length + " values, mean " + mean() + "]";
    }
  }
}
