package org.pirouette.trace.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a reading tells besides its events: the clock, losses, what could not be read. Safe for use
/// by several threads; bounded.
public final class RecordingNotes {
  private static final int MOST_WARNINGS = 20;
  private static final int MOST_LINES = 10;

  private final List<String> warnings = new ArrayList<>();
  private final TreeMap<Long, String> unreadable = new TreeMap<>();
  private final Map<String, String> host = new TreeMap<>();
  private long unreadableCount;
  private long lost;
  private boolean lossWithoutCount;
  private String clock = "";
  private long resolution = 1;

  /// Adds a sentence for the user; the same one only once.
  public synchronized void warn(String sentence) {
    if (warnings.size() < MOST_WARNINGS && !warnings.contains(sentence)) {
      warnings.add(sentence);
    }
  }

  /// Counts something that could not be read, and keeps the first few.
  ///
  /// @param place line number, or offset in a binary file; the order of reporting
  /// @param what the line, or what was wrong
  public synchronized void unreadable(long place, String what) {
    unreadableCount++;
    unreadable.put(place, what);
    if (unreadable.size() > MOST_LINES) {
      unreadable.pollLastEntry();
    }
  }

  /// Adds events that the recording says were lost.
  ///
  /// @param count 0 if it does not say how many
  public synchronized void lost(long count) {
    lost += Math.max(0, count);
    lossWithoutCount |= count <= 0;
  }

  /// Says what the time stamps are.
  ///
  /// @param name as the kernel calls the clock, "" if unknown
  /// @param nanoseconds the step of the stamps; 0 if they are not nanoseconds but counter values
  public synchronized void clock(String name, long nanoseconds) {
    clock = name;
    resolution = nanoseconds;
  }

  /// Says something about the host: "kernel", "processor", "command" ...
  public synchronized void host(String key, String value) {
    host.put(key, value);
  }

  /// The sentences so far.
  public synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  /// The first places that could not be read, with what stands there.
  public synchronized Map<Long, String> unreadable() {
    return new TreeMap<>(unreadable);
  }

  /// How many places could not be read.
  public synchronized long unreadableCount() {
    return unreadableCount;
  }

  /// How many events the recording says were lost.
  public synchronized long lost() {
    return lost;
  }

  /// Whether some loss was told without a number.
  public synchronized boolean lossWithoutCount() {
    return lossWithoutCount;
  }

  /// The clock's name, "" if unknown.
  public synchronized String clock() {
    return clock;
  }

  /// The step of the time stamps in nanoseconds; 0 for counter values.
  public synchronized long resolutionNanoseconds() {
    return resolution;
  }

  /// What the recording says about its host, by key.
  public synchronized Map<String, String> host() {
    return new TreeMap<>(host);
  }
}
