package org.pirouette.trace.exits;

/// One quantity before and after.
///
/// @param name a reason, a cause, or "all"
/// @param before per second, or a count where a time is unknown
/// @param after likewise
/// @param noise what chance alone may change, as a share of `before`: two standard deviations of
///   counts of independent events
/// @param beforeShareOfCore spent handling these exits; NaN if unknown
/// @param afterShareOfCore likewise
public record Change(
    String name,
    double before,
    double after,
    double noise,
    double beforeShareOfCore,
    double afterShareOfCore) {
  /// The change as a share of `before`: -0.997 is "fell by 99.7 %"; infinite if there were none.
  public double relative() {
    if (before == 0) {
      return after == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    return after / before - 1;
  }

  /// Whether the change is more than chance explains.
  public boolean isSignificant() {
    return before != after && Math.abs(relative()) > noise;
  }
}
