package org.pirouette.trace.exits;

import org.pirouette.trace.format.EventFormats;

/// What part of a recording is accounted, and how.
///
/// @param fromNanoseconds time of the first event that counts, on the recording's clock
/// @param toNanoseconds time of the last event that counts, on the recording's clock
/// @param vcpu only this vCPU; -1 for all
/// @param process only this process, or this thread; -1 for all
/// @param bySecond whether a time series per second is wanted
/// @param workers how many threads read; 0 lets the recording decide
/// @param formats of events, used where the recording lacks them
public record ExitOptions(
    long fromNanoseconds,
    long toNanoseconds,
    int vcpu,
    int process,
    boolean bySecond,
    int workers,
    EventFormats formats) {
  /// Everything.
  public static final ExitOptions ALL =
      new ExitOptions(Long.MIN_VALUE, Long.MAX_VALUE, -1, -1, false, 0, EventFormats.NONE);

  /// With the recording's own formats.
  public ExitOptions(
      long fromNanoseconds,
      long toNanoseconds,
      int vcpu,
      int process,
      boolean bySecond,
      int workers) {
    this(fromNanoseconds, toNanoseconds, vcpu, process, bySecond, workers, EventFormats.NONE);
  }

  /// Whether some of the recording is left out.
  public boolean isPart() {
    return isWindow() || vcpu >= 0 || process >= 0;
  }

  /// Whether only a window of time is wanted.
  public boolean isWindow() {
    return fromNanoseconds != Long.MIN_VALUE || toNanoseconds != Long.MAX_VALUE;
  }
}
