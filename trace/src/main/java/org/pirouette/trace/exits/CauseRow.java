package org.pirouette.trace.exits;

import org.pirouette.trace.event.Architecture;

/// The exits of one cause.
///
/// @param cause which
/// @param exits how many
/// @param perSecond per second of recording; NaN if unknown
/// @param share of all exits
/// @param nanoseconds spent handling them; a halt's sleep does not count
/// @param shareOfCore of one core's time spent handling them; NaN if unknown
/// @param architecture of the host
public record CauseRow(
    Cause cause,
    long exits,
    double perSecond,
    double share,
    double nanoseconds,
    double shareOfCore,
    Architecture architecture) {
  /// What removes them; "" if nothing that has to do with interrupts.
  public String remedy() {
    return cause.remedy(architecture);
  }
}
