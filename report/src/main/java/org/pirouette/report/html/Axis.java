package org.pirouette.report.html;

import org.pirouette.report.text.Unit;

/// One direction of a plot.
///
/// @param title what is counted, without the unit
/// @param unit the unit that its values come in
/// @param scale how values are spread along it
public record Axis(String title, Unit unit, Scale scale) {
  /// How values are spread along an axis.
  public enum Scale {
    /// Evenly, from zero.
    LINEAR,
    /// By powers of ten; values that are not positive are not drawn.
    LOGARITHMIC,
    /// Percentiles given as 0..1, spread by the logarithm of 1/(1-p), so that the tail gets the
    /// room.
    PERCENTILE
  }

  /// An even axis.
  public static Axis linear(String title, Unit unit) {
    return new Axis(title, unit, Scale.LINEAR);
  }

  /// An axis by powers of ten.
  public static Axis logarithmic(String title, Unit unit) {
    return new Axis(title, unit, Scale.LOGARITHMIC);
  }

  /// An axis of percentiles.
  public static Axis percentile(String title) {
    return new Axis(title, Unit.SHARE, Scale.PERCENTILE);
  }
}
