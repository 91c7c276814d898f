package org.pirouette.simulate.machine;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.pirouette.simulate.scenario.Distribution;

/// Random values of one [Distribution], rounded to whole numbers without a bias of the mean.
abstract class Draws {
  /// The next value, 0 or more.
  abstract long next();

  /// A generator for one purpose: the same seed and purpose give the same numbers in every delivery
  /// mode, so that modes meet the same arrivals.
  static UniformRandomProvider generator(long seed, int purpose, int number) {
    long state = mix(seed + 0x9E37_79B9_7F4A_7C15L * (purpose + 1));
    return new XoRoShiRo128PlusPlus(
        mix(state + 0x9E37_79B9_7F4A_7C15L * (2L * number + 1)),
        mix(state + 0x9E37_79B9_7F4A_7C15L * (2L * number + 2)));
  }

  /// Draws times.
  ///
  /// @param nanoseconds the distribution, in ns
  /// @return values in cycles
  static Draws cycles(Distribution nanoseconds, long hertz, UniformRandomProvider random) {
    return of(nanoseconds, hertz / 1e9, random);
  }

  /// Draws counts.
  static Draws counts(Distribution counts, UniformRandomProvider random) {
    return of(counts, 1, random);
  }

  private static Draws of(Distribution distribution, double scale, UniformRandomProvider random) {
    return switch (distribution) {
      case Distribution.Constant constant -> new Steady(constant.value() * scale);
      case Distribution.Exponential exponential ->
          new Exponential(exponential.mean() * scale, random);
      case Distribution.Uniform uniform ->
          new Uniform(uniform.low() * scale, uniform.high() * scale, random);
      case Distribution.LogNormal logNormal ->
          new LogNormal(logNormal.median() * scale, logNormal.sigma(), random);
      case Distribution.Empirical empirical -> new Empirical(empirical.values(), scale, random);
    };
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }

  /// A constant: its fraction is carried over, so that a period of 201.6 cycles keeps its rate.
  private static final class Steady extends Draws {
    private final long whole;
    private final double fraction;
    private double carried;

    Steady(double value) {
      whole = (long) value;
      fraction = value - whole;
    }

    @Override
    long next() {
      carried += fraction;
      if (carried >= 1) {
        carried -= 1;
        return whole + 1;
      }
      return whole;
    }
  }

  private static final class Exponential extends Draws {
    private final double mean;
    private final ZigguratSampler.Exponential sampler;

    Exponential(double mean, UniformRandomProvider random) {
      this.mean = mean;
      sampler = ZigguratSampler.Exponential.of(random);
    }

    @Override
    long next() {
      return Math.round(mean * sampler.sample());
    }
  }

  private static final class Uniform extends Draws {
    private final double low;
    private final double width;
    private final UniformRandomProvider random;

    Uniform(double low, double high, UniformRandomProvider random) {
      this.low = low;
      this.width = high - low;
      this.random = random;
    }

    @Override
    long next() {
      return Math.round(low + width * random.nextDouble());
    }
  }

  private static final class LogNormal extends Draws {
    private final double median;
    private final double sigma;
    private final ZigguratSampler.NormalizedGaussian sampler;

    LogNormal(double median, double sigma, UniformRandomProvider random) {
      this.median = median;
      this.sigma = sigma;
      sampler = ZigguratSampler.NormalizedGaussian.of(random);
    }

    @Override
    long next() {
      return Math.round(median * Math.exp(sigma * sampler.sample()));
    }
  }

  private static final class Empirical extends Draws {
    private final double[] values;
    private final double scale;
    private final UniformRandomProvider random;

    Empirical(double[] values, double scale, UniformRandomProvider random) {
      this.values = values;
      this.scale = scale;
      this.random = random;
    }

    @Override
    long next() {
      return Math.round(values[random.nextInt(values.length)] * scale);
    }
  }
}
