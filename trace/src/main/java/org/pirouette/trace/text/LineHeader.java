package org.pirouette.trace.text;

import org.pirouette.trace.event.RecordedEvent;

/// Reads what stands before an event's name: command, thread, CPU, flags, time.
///
/// The usual forms, all of which end in a time and a colon:
///
/// ```
///        vmm-16777   [001] d..1.  3722.661332: kvm_exit: ...      ftrace, trace-cmd report
///        vmm-17007   (  17007) [001] d..1.  3751.229640: ...      ftrace with record-tgid
///        vmm-17022   [001]  9740986597615: ...                    ftrace with a counter as clock
///        vmm-17037     1d..1. 20949us : ...                       ftrace with latency-format
///        vmm 15822 [000]  6456.662445: kvm:kvm_exit: ...          perf script
///        vmm 15820/15822 [000]  6456.663528167: ...               perf script -F pid,tid --ns
/// 2021-12-12 16:11:10.214139  <...> 206966 .N.. [017] 15504452.408994: kvm:kvm_exit: ...
/// ```
final class LineHeader {
  private static final int MOST_HEADER = 160;
  private static final long[] SCALES = {
    1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1
  };

  /// Whether the last header's time is a plain number rather than seconds.
  private boolean counter;

  private int columnOfBracket;
  private final KnownThreads threads = new KnownThreads();

  /// Reads the header at the cursor, and leaves the cursor behind the time's colon.
  ///
  /// @return whether there is one; if not, the event and the cursor are undefined
  boolean read(Cursor cursor, RecordedEvent event) {
    int start = cursor.position;
    int bracket = cpuBracketAsBefore(cursor);
    if (bracket >= 0 && readWithCpu(cursor, event, bracket)) {
      return true;
    }
    cursor.position = start;
    return readAnyForm(cursor, event);
  }

  /// Tries each "[1]" as the CPU, as other tools' prefixes may hold one ("trace[812]:"), then the
  /// forms without.
  private boolean readAnyForm(Cursor cursor, RecordedEvent event) {
    int start = cursor.position;
    int bracket = start - 1;
    while ((bracket = cpuBracket(cursor, bracket + 1)) >= 0) {
      if (readWithCpu(cursor, event, bracket)) {
        columnOfBracket = bracket - start;
        return true;
      }
      cursor.position = start;
    }
    return readWithoutCpu(cursor, event);
  }

  /// Reads what stands before the name of an event in a line without time: "vmm 12 [001]", or
  /// nothing.
  ///
  /// @param cursor at the start of the line; not moved
  /// @param name where the event's name starts
  void readTimeless(Cursor cursor, RecordedEvent event, int name) {
    byte[] bytes = cursor.bytes;
    int stop = ThreadColumns.trimEnd(bytes, cursor.position, name);
    event.time = RecordedEvent.NO_TIME;
    event.cpu = RecordedEvent.UNKNOWN;
    if (stop > cursor.position && bytes[stop - 1] == ']') {
      int open = stop - 1;
      while (open > cursor.position && bytes[open] != '[') {
        open--;
      }
      event.cpu = ThreadColumns.decimal(bytes, open + 1, stop - 1);
      stop = open;
    }
    if (!ThreadColumns.read(bytes, cursor.position, stop, event)) {
      event.thread = RecordedEvent.UNKNOWN;
      event.process = RecordedEvent.UNKNOWN;
      event.comm(bytes, stop, stop);
    }
  }

  /// Whether the last time read was a counter's value, without a point.
  boolean isCounter() {
    return counter;
  }

  /// Where "[001]" starts, if in the same column as in the line before; most lines are aligned.
  private int cpuBracketAsBefore(Cursor cursor) {
    int at = cursor.position + columnOfBracket;
    byte[] bytes = cursor.bytes;
    boolean same =
        columnOfBracket > 1
            && at + 5 < cursor.end
            && bytes[at] == '['
            && bytes[at - 1] == ' '
            && bytes[at + 4] == ']'
            && Cursor.isDigit(bytes[at + 1])
            && Cursor.isDigit(bytes[at + 2])
            && Cursor.isDigit(bytes[at + 3]);
    return same ? at : -1;
  }

  /// Where "[001]" starts at or after `from`, or -1.
  ///
  /// @param cursor at the start of the line
  private static int cpuBracket(Cursor cursor, int from) {
    byte[] bytes = cursor.bytes;
    int last = Math.min(cursor.end, cursor.position + MOST_HEADER) - 3;
    for (int at = from; at < last; at++) {
      if (bytes[at] == '[' && Cursor.isDigit(bytes[at + 1])) {
        int close = at + 2;
        while (close < cursor.end && Cursor.isDigit(bytes[close])) {
          close++;
        }
        if (close < cursor.end && bytes[close] == ']') {
          return at;
        }
      }
    }
    return -1;
  }

  private boolean readWithCpu(Cursor cursor, RecordedEvent event, int bracket) {
    int start = cursor.position;
    byte[] bytes = cursor.bytes;
    int known = threads.read(bytes, start, bracket, event);
    int end = known >= 0 ? known : readCpu(bytes, bracket, event);
    cursor.position = end;
    cursor.skipSpaces();
    if (!Cursor.isDigit(cursor.peek())) {
      cursor.skipToken();
      cursor.skipSpaces();
    }
    if (!readTime(cursor, event)) {
      return false;
    }
    if (known < 0) {
      if (!ThreadColumns.read(bytes, start, bracket, event)) {
        return false;
      }
      threads.add(bytes, start, bracket, end, event);
    }
    return true;
  }

  /// @return the position behind the closing bracket
  private static int readCpu(byte[] bytes, int bracket, RecordedEvent event) {
    int at = bracket + 1;
    int cpu = 0;
    while (bytes[at] != ']') {
      cpu = cpu * 10 + (bytes[at++] - '0');
    }
    event.cpu = cpu;
    return at + 1;
  }

  /// Forms without "[001]": the time is found by its shape, "12.345678:" or "123us :".
  private boolean readWithoutCpu(Cursor cursor, RecordedEvent event) {
    int start = cursor.position;
    byte[] bytes = cursor.bytes;
    int last = Math.min(cursor.end, start + MOST_HEADER);
    event.cpu = RecordedEvent.UNKNOWN;
    for (int colon = start + 1; colon < last; colon++) {
      if (bytes[colon] != ':') {
        continue;
      }
      int from = timeStart(bytes, start, colon);
      if (from < 0) {
        continue;
      }
      cursor.position = from;
      return readTime(cursor, event) && ThreadColumns.readWithoutBracket(bytes, start, from, event);
    }
    return false;
  }

  /// The start of the time that ends before a colon, or -1.
  private static int timeStart(byte[] bytes, int start, int colon) {
    int at = colon - 1;
    boolean microseconds = false;
    if (at - 3 > start && !Cursor.isDigit(bytes[at])) {
      if (bytes[at - 1] != 's' || bytes[at - 2] != 'u') {
        return -1;
      }
      microseconds = true;
      at -= 3;
    }
    boolean point = false;
    int digits = 0;
    while (at >= start && (Cursor.isDigit(bytes[at]) || bytes[at] == '.' && !point)) {
      point |= bytes[at] == '.';
      digits++;
      at--;
    }
    boolean separate = at < start || Cursor.isSpace(bytes[at]);
    return digits > 0 && separate && (point || microseconds) ? at + 1 : -1;
  }

  /// A time with its colon: seconds with a point, microseconds with "us", or a plain counter.
  private boolean readTime(Cursor cursor, RecordedEvent event) {
    byte[] bytes = cursor.bytes;
    int end = cursor.end;
    int at = cursor.position;
    int from = at;
    long whole = 0;
    while (at < end && Cursor.isDigit(bytes[at])) {
      whole = whole * 10 + (bytes[at++] - '0');
    }
    if (at == from || at >= end) {
      return false;
    }
    counter = false;
    if (bytes[at] == '.') {
      long microseconds = SixDigits.at(bytes, at + 1);
      if (microseconds >= 0 && at + 7 < end && bytes[at + 7] == ':') {
        event.time = whole * 1_000_000_000 + microseconds * 1_000;
        cursor.position = at + 8;
        return true;
      }
      long fraction = 0;
      int places = 0;
      for (at++; at < end && Cursor.isDigit(bytes[at]); at++) {
        if (places < 9) {
          fraction = fraction * 10 + (bytes[at] - '0');
          places++;
        }
      }
      event.time = whole * 1_000_000_000 + fraction * SCALES[places];
    } else if (at + 2 < end && bytes[at] == 'u' && bytes[at + 1] == 's') {
      event.time = whole * 1_000;
      at += 3;
    } else {
      event.time = whole;
      counter = true;
    }
    if (at >= end || bytes[at] != ':') {
      return false;
    }
    cursor.position = at + 1;
    return true;
  }
}
