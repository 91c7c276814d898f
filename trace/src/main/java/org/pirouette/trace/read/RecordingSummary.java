package org.pirouette.trace.read;

import java.util.List;
import org.pirouette.trace.event.InhibitReasons;
import org.pirouette.trace.event.RecordingFormat;

/// What a reading came to, besides its events.
///
/// @param format what the file is
/// @param clock the clock's name, "" if unknown
/// @param nanoseconds whether times are nanoseconds; if not, they are a counter's values
/// @param events how many events were read
/// @param lostEvents how many the recording says were lost
/// @param warnings sentences for the user
/// @param inhibits names of the reasons why APICv or AVIC was inhibited
public record RecordingSummary(
    RecordingFormat format,
    String clock,
    boolean nanoseconds,
    long events,
    long lostEvents,
    List<String> warnings,
    InhibitReasons inhibits) {}
