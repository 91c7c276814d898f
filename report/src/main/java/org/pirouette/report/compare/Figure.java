package org.pirouette.report.compare;

import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.statistics.Estimate;

/// Figures in the narrow columns of the side-by-side table.
final class Figure {
  /// An interval narrower than this part of its mean is not printed.
  static final double NARROW = 0.01;

  private Figure() {}

  /// A figure without its unit where the row already names it.
  static String text(Unit unit, double value) {
    if (!Double.isFinite(value)) {
      return Units.NOTHING;
    }
    return switch (unit) {
      case CYCLES_PER_SECOND -> Units.format(Unit.COUNT, value);
      case COUNT, PER_SECOND, CYCLES, NANOSECONDS, SHARE, BYTES, BYTES_PER_SECOND, RATIO ->
          Units.format(unit, value);
    };
  }

  /// The half width of the interval where it is worth a line, else empty.
  static String around(Unit unit, Estimate estimate) {
    boolean wide =
        Double.isFinite(estimate.halfWidth())
            && estimate.halfWidth() > NARROW * Math.abs(estimate.mean())
            && estimate.halfWidth() > 0;
    String text = wide ? text(unit, estimate.halfWidth()) : "";
    return text.equals("0.00") ? "" : text;
  }

  /// A relative change without its interval: `-99.7 %`.
  static String changeAlone(Estimate change) {
    return Double.isFinite(change.mean()) ? percent(change.mean(), true) + " %" : Units.NOTHING;
  }

  /// The half width of a change where it is more than a percentage point, else empty.
  static String aroundChange(Estimate change) {
    return change.halfWidth() > NARROW ? percent(change.halfWidth(), false) + " %" : "";
  }

  /// A relative change with its interval: `-99.7 %`, `+3 +/- 5 %`.
  static String change(Estimate change) {
    if (!Double.isFinite(change.mean())) {
      return Units.NOTHING;
    }
    String percent = percent(change.mean(), true);
    if (!Double.isFinite(change.halfWidth()) || change.halfWidth() < 0.0005) {
      return percent + " %";
    }
    return percent + " +/- " + percent(change.halfWidth(), false) + " %";
  }

  /// The size of a relative change with its interval: `99.7 %`, for `cut ... by`.
  static String size(Estimate change) {
    return change(new Estimate(Math.abs(change.mean()), change.halfWidth(), change.samples()))
        .replaceFirst("^\\+", "");
  }

  private static String percent(double share, boolean signed) {
    double percent = 100 * share;
    String format = Math.abs(percent) >= 99.95 ? "%.0f" : "%.1f";
    String text = String.format(java.util.Locale.ROOT, format, percent);
    if (text.equals("-0.0") || text.equals("-0")) {
      text = "0.0";
    }
    return signed && percent > 0 && !text.equals("0.0") ? "+" + text : text;
  }
}
