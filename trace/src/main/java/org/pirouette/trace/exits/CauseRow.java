package org.pirouette.trace.exits;

/// The exits of one cause.
///
/// @param cause which
/// @param exits how many
/// @param perSecond per second of recording; NaN if unknown
/// @param share of all exits
/// @param nanoseconds spent handling them; a halt's sleep does not count
/// @param shareOfCore of one core's time spent handling them; NaN if unknown
public record CauseRow(
    Cause cause,
    long exits,
    double perSecond,
    double share,
    double nanoseconds,
    double shareOfCore) {}
