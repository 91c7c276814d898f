package org.pirouette.report.text;

import java.util.Locale;

/// Numbers as people read them: three significant digits, scaled, with the unit. ASCII only,
/// locale-independent, and the same number always gives the same text.
public final class Units {
  private static final String[] DECIMAL_PREFIXES = {"", "k", "M", "G", "T", "P"};
  private static final String[] BINARY_PREFIXES = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};
  private static final String[] TIME_UNITS = {"ns", "us", "ms", "s"};

  /// What stands where there is no number: a mean of nothing, a quotient by zero.
  public static final String NOTHING = "-";

  private Units() {}

  /// An exact count with thousands separators: `1,234,567`.
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /// A rate, given per second: `512 k/s`.
  public static String rate(double perSecond) {
    return format(Unit.PER_SECOND, perSecond);
  }

  /// Processor cycles, scaled: `3.00 k cycles`.
  public static String cycles(double cycles) {
    return format(Unit.CYCLES, cycles);
  }

  /// A time, given in nanoseconds: `850 ns`, `12.3 us`, `4.56 ms`, `1.20 s`.
  public static String nanoseconds(double nanoseconds) {
    return format(Unit.NANOSECONDS, nanoseconds);
  }

  /// A part of a whole, given as 0..1: `12.3 %`.
  public static String percent(double share) {
    return format(Unit.SHARE, share);
  }

  /// Bytes: `1.50 MiB`.
  public static String bytes(double bytes) {
    return format(Unit.BYTES, bytes);
  }

  /// How `after` differs from `before`, relative to `before`: `-99.7 %`, `+3.1 %`, `0.0 %`; `new`
  /// where there was nothing before, [#NOTHING] where there is nothing on either side.
  public static String change(double before, double after) {
    if (before == 0) {
      return after == 0 ? NOTHING : "new";
    }
    double share = (after - before) / Math.abs(before);
    if (!Double.isFinite(share)) {
      return NOTHING;
    }
    double percent = 100 * share;
    String digits = fixed(Math.abs(percent), Math.abs(percent) >= 999.95 ? 0 : 1);
    if (digits.equals("0.0")) {
      return "0.0 %";
    }
    return (percent < 0 ? "-" : "+") + digits + " %";
  }

  /// A mean with the half-width of its confidence interval, both in the same scale: `512 +/- 3
  /// k/s`.
  public static String interval(Unit unit, double mean, double halfWidth) {
    if (!Double.isFinite(mean)) {
      return NOTHING;
    }
    Scaled scaled = Scaled.of(unit, Math.max(Math.abs(mean), Math.abs(halfWidth)));
    int decimals = decimals(mean / scaled.divisor());
    String around = fixed(halfWidth / scaled.divisor(), decimals);
    if (!Double.isFinite(halfWidth) || around.matches("[0.]*")) {
      return format(unit, mean);
    }
    return fixed(mean / scaled.divisor(), decimals) + " +/- " + around + scaled.suffix();
  }

  /// A quantity with three significant digits in its unit; [#NOTHING] for NaN and the infinities.
  public static String format(Unit unit, double value) {
    if (!Double.isFinite(value)) {
      return NOTHING;
    }
    Scaled scaled = Scaled.of(unit, Math.abs(value));
    double shown = value / scaled.divisor();
    return (isWhole(unit, value) ? fixed(shown, 0) : fixed(shown, decimals(shown)))
        + scaled.suffix();
  }

  /// Digits that are not there are not printed: 17 interrupts are `17`, not `17.0`.
  private static boolean isWhole(Unit unit, double value) {
    boolean counts = unit.scale() != Unit.Scale.PERCENT && unit != Unit.RATIO;
    return value == 0 || counts && Math.abs(value) < 1000 && value == Math.rint(value);
  }

  private static int decimals(double shown) {
    double size = Math.abs(shown);
    return size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  }

  private static String fixed(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    boolean negativeZero =
        text.startsWith("-") && text.chars().allMatch(c -> "-0.,".indexOf(c) >= 0);
    return negativeZero ? text.substring(1) : text;
  }

  /// A divisor and the suffix that goes with it.
  private record Scaled(double divisor, String suffix) {
    static Scaled of(Unit unit, double size) {
      return switch (unit.scale()) {
        case DECIMAL -> prefixed(size, 1000, DECIMAL_PREFIXES, unit.symbol());
        case BINARY -> prefixed(size, 1024, BINARY_PREFIXES, unit.symbol());
        case TIME -> time(size);
        case PERCENT -> new Scaled(0.01, " %");
        case NONE -> new Scaled(1, "");
      };
    }

    private static Scaled prefixed(double size, double step, String[] prefixes, String symbol) {
      int power = power(size, step, prefixes.length);
      String prefix = prefixes[power];
      boolean word = symbol.startsWith("cycles");
      String suffix = word && !prefix.isEmpty() ? prefix + " " + symbol : prefix + symbol;
      return new Scaled(Math.pow(step, power), suffix.isEmpty() ? "" : " " + suffix);
    }

    private static Scaled time(double size) {
      int power = power(size, 1000, TIME_UNITS.length);
      return new Scaled(Math.pow(1000, power), " " + TIME_UNITS[power]);
    }

    /// The power at which the number rounds to less than one step, so that 999.7 becomes 1.00 k and
    /// not 1,000.
    private static int power(double size, double step, int powers) {
      int power = 0;
      double rest = size;
      while (power < powers - 1
          && rest >= step - (power == 0 && rest == Math.rint(rest) ? 0 : 0.5)) {
        rest /= step;
        power++;
      }
      return power;
    }
  }
}
