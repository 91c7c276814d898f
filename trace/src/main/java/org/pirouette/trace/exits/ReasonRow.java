package org.pirouette.trace.exits;

/// The exits of one reason.
///
/// @param reason as KVM prints it
/// @param exits how many, timed or not
/// @param perSecond exits per second of recording; NaN if the time is unknown
/// @param share of all exits
/// @param timeShare of all time from exits to entries, sleep included; NaN if unknown
/// @param durations from exit to entry, sleep included
public record ReasonRow(
    String reason,
    long exits,
    double perSecond,
    double share,
    double timeShare,
    Durations durations) {}
