package org.pirouette.trace.exits;

import java.util.Map;

/// One second of a recording.
///
/// @param second whole seconds since the recording's first event
/// @param exits by reason
/// @param handlingNanoseconds spent handling exits that are not halts
public record SecondRow(long second, Map<String, Long> exits, double handlingNanoseconds) {}
