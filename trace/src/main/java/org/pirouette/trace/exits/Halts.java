package org.pirouette.trace.exits;

import java.util.Map;

/// Halts and how they ended.
///
/// @param exits by HLT and its like
/// @param slept wakeups after sleep
/// @param polled wakeups found by halt polling
/// @param sleptNanoseconds time slept, as KVM measured it
/// @param polledNanoseconds time polled, as KVM measured it
/// @param haltedNanoseconds time of halt exits that is not handling: slept or polled; all of the
///   halt's time where the recording has no wakeups
/// @param wokenBy of the halts after which an interrupt was injected, how many by what raised it;
///   what was posted is not told
public record Halts(
    long exits,
    long slept,
    long polled,
    long sleptNanoseconds,
    long polledNanoseconds,
    double haltedNanoseconds,
    Map<Cause, Long> wokenBy) {}
