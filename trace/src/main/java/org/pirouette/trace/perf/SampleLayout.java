package org.pirouette.trace.perf;

import org.pirouette.trace.event.RecordedEvent;

/// Where the fields of a PERF_RECORD_SAMPLE are, for one `sample_type`.
///
/// The fields come in a fixed order, each present if its bit is set (perf_event.h):
///
/// ```
/// IDENTIFIER id | IP ip | TID pid,tid | TIME time | ADDR addr | ID id | STREAM_ID id | CPU cpu,0
/// | PERIOD period | READ ... | CALLCHAIN nr,ips[nr] | RAW size,bytes[size] | ...
/// ```
///
/// All are 64-bit words, or pairs of 32 bits; so records are read as words.
final class SampleLayout {
  /// Words that each record begins with.
  static final int HEADER = 1;

  static final long TYPE_IP = 1;
  static final long TYPE_TID = 1 << 1;
  static final long TYPE_TIME = 1 << 2;
  static final long TYPE_ADDR = 1 << 3;
  static final long TYPE_READ = 1 << 4;
  static final long TYPE_CALLCHAIN = 1 << 5;
  static final long TYPE_ID = 1 << 6;
  static final long TYPE_CPU = 1 << 7;
  static final long TYPE_PERIOD = 1 << 8;
  static final long TYPE_STREAM_ID = 1 << 9;
  static final long TYPE_RAW = 1 << 10;
  static final long TYPE_IDENTIFIER = 1 << 16;

  private static final long READ_TIME_ENABLED = 1;
  private static final long READ_TIME_RUNNING = 1 << 1;
  private static final long READ_ID = 1 << 2;
  private static final long READ_GROUP = 1 << 3;
  private static final long READ_LOST = 1 << 4;

  /// Words from the start of the record; -1 for a field that is not there.
  final int id;

  private final int thread;
  private final int time;
  private final int cpu;
  private final int afterFixed;
  private final boolean hasRead;
  private final boolean hasCallchain;
  private final boolean hasRaw;
  private final boolean rawFollowsFixed;
  private final long sampleType;
  private final long readFormat;

  SampleLayout(long sampleType, long readFormat) {
    this.sampleType = sampleType;
    this.readFormat = readFormat;
    int offset = HEADER;
    int identifier = -1;
    if ((sampleType & TYPE_IDENTIFIER) != 0) {
      identifier = offset++;
    }
    offset += (sampleType & TYPE_IP) != 0 ? 1 : 0;
    thread = (sampleType & TYPE_TID) != 0 ? offset++ : -1;
    time = (sampleType & TYPE_TIME) != 0 ? offset++ : -1;
    offset += (sampleType & TYPE_ADDR) != 0 ? 1 : 0;
    if ((sampleType & TYPE_ID) != 0) {
      identifier = identifier < 0 ? offset : identifier;
      offset++;
    }
    id = identifier;
    offset += (sampleType & TYPE_STREAM_ID) != 0 ? 1 : 0;
    cpu = (sampleType & TYPE_CPU) != 0 ? offset++ : -1;
    offset += (sampleType & TYPE_PERIOD) != 0 ? 1 : 0;
    afterFixed = offset;
    hasRead = (sampleType & TYPE_READ) != 0;
    hasCallchain = (sampleType & TYPE_CALLCHAIN) != 0;
    hasRaw = (sampleType & TYPE_RAW) != 0;
    rawFollowsFixed = hasRaw && !hasRead && !hasCallchain;
  }

  /// Whether samples of the other layout are read alike.
  boolean isLike(SampleLayout other) {
    return sampleType == other.sampleType && readFormat == other.readFormat;
  }

  /// Words that every sample of this layout has.
  int fixedLength() {
    return afterFixed;
  }

  /// When a sample was taken.
  ///
  /// @param at where the record starts
  long timeAt(long[] words, int at) {
    return time >= 0 ? words[at + time] : RecordedEvent.NO_TIME;
  }

  int processAt(long[] words, int at) {
    return thread >= 0 ? (int) words[at + thread] : RecordedEvent.UNKNOWN;
  }

  int threadAt(long[] words, int at) {
    return thread >= 0 ? (int) (words[at + thread] >>> Integer.SIZE) : RecordedEvent.UNKNOWN;
  }

  int cpuAt(long[] words, int at) {
    return cpu >= 0 ? (int) words[at + cpu] : RecordedEvent.UNKNOWN;
  }

  /// The word in whose lower half the length of the raw data stands, or -1 if there is none.
  ///
  /// @param at where the record starts
  /// @param end where it ends
  int raw(long[] words, int at, int end) {
    if (rawFollowsFixed) {
      return at + afterFixed < end ? at + afterFixed : -1;
    }
    if (!hasRaw) {
      return -1;
    }
    long offset = (long) at + afterFixed;
    if (hasRead) {
      offset += readLength(words, offset, end);
    }
    if (hasCallchain) {
      if (offset >= end) {
        return -1;
      }
      long entries = words[(int) offset];
      if (entries < 0 || entries > end) {
        return -1;
      }
      offset += 1 + entries;
    }
    return offset < end ? (int) offset : -1;
  }

  private long readLength(long[] words, long offset, int end) {
    long times =
        ((readFormat & READ_TIME_ENABLED) != 0 ? 1 : 0)
            + ((readFormat & READ_TIME_RUNNING) != 0 ? 1 : 0);
    long perValue =
        1 + ((readFormat & READ_ID) != 0 ? 1 : 0) + ((readFormat & READ_LOST) != 0 ? 1 : 0);
    if ((readFormat & READ_GROUP) == 0) {
      return times + perValue;
    }
    if (offset >= end) {
      return end;
    }
    long values = words[(int) offset];
    return values < 0 || values > end ? end : 1 + times + values * perValue;
  }
}
