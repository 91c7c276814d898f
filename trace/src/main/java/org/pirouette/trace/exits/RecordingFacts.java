package org.pirouette.trace.exits;

import java.util.List;
import java.util.Map;
import org.pirouette.trace.event.RecordingFormat;

/// What the recording is and how far it can be trusted.
///
/// @param name of the file
/// @param format "perf.data", "ftrace text" ...
/// @param bytes its size, -1 if unknown
/// @param clock the clock's name, "" if unknown
/// @param resolutionNanoseconds the step of its time stamps; 0 if they are not nanoseconds
/// @param seconds from the first to the last event; NaN if unknown
/// @param firstNanoseconds time of the first event on the recording's clock
/// @param events how many were read
/// @param lost events that the recording says were lost
/// @param lossWithoutCount whether some loss was told without a number
/// @param unreadable places that could not be read
/// @param firstUnreadable the first of them: line number (or offset) and text
/// @param backwards how often time went backwards within a thread
/// @param apicvInhibited reasons for which KVM switched APICv off, "" if none was recorded
/// @param warnings sentences for the user
/// @param eventCounts how often each event came
/// @param listedShare of all exits those whose rows stand in a table, as it says itself; NaN if it
///   does not, 1 for single events
/// @param host what the recording says about its host
public record RecordingFacts(
    String name,
    String format,
    long bytes,
    String clock,
    long resolutionNanoseconds,
    double seconds,
    long firstNanoseconds,
    long events,
    long lost,
    boolean lossWithoutCount,
    long unreadable,
    Map<Long, String> firstUnreadable,
    long backwards,
    String apicvInhibited,
    List<String> warnings,
    Map<String, Long> eventCounts,
    double listedShare,
    Map<String, String> host) {
  /// Whether single events were read, rather than a table that another tool made.
  public boolean hasEvents() {
    for (RecordingFormat known : RecordingFormat.values()) {
      if (known.title().equals(format)) {
        return known.hasEvents();
      }
    }
    return true;
  }

  /// How sure the numbers are: "full", or why not.
  public String confidence() {
    if (lost > 0 || lossWithoutCount) {
      return lost > events / 100 || lossWithoutCount
          ? "low: events were lost"
          : "reduced: events were lost";
    }
    if (unreadable > 0) {
      return "reduced: parts could not be read";
    }
    return backwards > 0 ? "reduced: time went backwards" : "full";
  }
}
