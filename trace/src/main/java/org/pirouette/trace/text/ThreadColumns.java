package org.pirouette.trace.text;

import org.pirouette.trace.event.RecordedEvent;

/// Reads the columns of a line that name the thread: "vmm-16777", "vmm-17007 ( 17007)", "vmm
/// 15822", "vmm 15820/15822", each with flags or the CPU behind it in some tools.
final class ThreadColumns {
  private static final int MOST_COMMAND = 16;
  private static final int MOST_CPU_DIGITS = 4;

  private ThreadColumns() {}

  /// "vmm-17037 1d..1." or a thread alone.
  static boolean readWithoutBracket(byte[] bytes, int start, int end, RecordedEvent event) {
    int stop = trimEnd(bytes, start, end);
    int token = stop;
    while (token > start && !Cursor.isSpace(bytes[token - 1])) {
      token--;
    }
    if (isLatencyFlags(bytes, token, stop)) {
      int cpu = 0;
      for (int at = token; Cursor.isDigit(bytes[at]); at++) {
        cpu = cpu * 10 + (bytes[at] - '0');
      }
      event.cpu = cpu;
      stop = token;
    } else if (isCpuBehindThread(bytes, start, token, stop)) {
      event.cpu = decimal(bytes, token, stop);
      stop = token;
    }
    return read(bytes, start, stop, event);
  }

  /// "vmm 15822 3", as `perf script -L` has it: two numbers, the second a CPU.
  private static boolean isCpuBehindThread(byte[] bytes, int start, int token, int stop) {
    if (stop - token > MOST_CPU_DIGITS || decimal(bytes, token, stop) < 0) {
      return false;
    }
    int end = trimEnd(bytes, start, token);
    int thread = end;
    while (thread > start && Cursor.isDigit(bytes[thread - 1])) {
      thread--;
    }
    return thread < end && thread > start && Cursor.isSpace(bytes[thread - 1]);
  }

  private static boolean isLatencyFlags(byte[] bytes, int from, int to) {
    if (to - from < 5 || to - from > 9 || !Cursor.isDigit(bytes[from])) {
      return false;
    }
    for (int at = from; at < to; at++) {
      if (bytes[at] == '-' || bytes[at] == '/') {
        return false;
      }
    }
    return !Cursor.isDigit(bytes[to - 1]) || bytes[from + 1] == '.' || bytes[from + 1] == 'd';
  }

  /// The part before the CPU: "vmm-16777", "vmm-17007 ( 17007)", "vmm 15822", "vmm 15820/15822",
  /// each with flags behind it in some tools.
  static boolean read(byte[] bytes, int start, int end, RecordedEvent event) {
    int stop = trimEnd(bytes, start, end);
    event.process = RecordedEvent.UNKNOWN;
    event.thread = RecordedEvent.UNKNOWN;
    event.comm(bytes, start, start);
    if (stop == start) {
      return true;
    }
    if (bytes[stop - 1] == ')') {
      int open = stop - 2;
      while (open > start && bytes[open] != '(') {
        open--;
      }
      event.process = decimal(bytes, open + 1, stop - 1);
      stop = trimEnd(bytes, start, open);
    } else if (!Cursor.isDigit(bytes[stop - 1])) {
      int flags = stop;
      while (flags > start && !Cursor.isSpace(bytes[flags - 1])) {
        flags--;
      }
      stop = trimEnd(bytes, start, flags);
    }
    int number = stop;
    while (number > start && Cursor.isDigit(bytes[number - 1])) {
      number--;
    }
    if (number == stop) {
      return false;
    }
    event.thread = decimal(bytes, number, stop);
    if (number > start && bytes[number - 1] == '/') {
      int process = number - 1;
      while (process > start && Cursor.isDigit(bytes[process - 1])) {
        process--;
      }
      event.process = decimal(bytes, process, number - 1);
      number = process;
    }
    if (number > start && bytes[number - 1] != '-' && !Cursor.isSpace(bytes[number - 1])) {
      return false;
    }
    int commandEnd = number > start ? trimEnd(bytes, start, number - 1) : start;
    event.comm(bytes, commandStart(bytes, start, commandEnd), commandEnd);
    return true;
  }

  /// Leaves out what mail and other tools put before the command: "B: ", a date.
  private static int commandStart(byte[] bytes, int start, int end) {
    if (end - start <= MOST_COMMAND) {
      return start;
    }
    for (int at = end - 1; at > start; at--) {
      if (Cursor.isSpace(bytes[at]) && Cursor.isSpace(bytes[at - 1])) {
        return at + 1;
      }
    }
    return end - MOST_COMMAND;
  }

  static int trimEnd(byte[] bytes, int start, int end) {
    int stop = end;
    while (stop > start && Cursor.isSpace(bytes[stop - 1])) {
      stop--;
    }
    return stop;
  }

  /// A decimal number with spaces before it, or unknown.
  static int decimal(byte[] bytes, int from, int to) {
    int value = 0;
    boolean any = false;
    for (int at = from; at < to; at++) {
      if (Cursor.isDigit(bytes[at])) {
        value = value * 10 + (bytes[at] - '0');
        any = true;
      } else if (!Cursor.isSpace(bytes[at])) {
        return RecordedEvent.UNKNOWN;
      }
    }
    return any ? value : RecordedEvent.UNKNOWN;
  }
}
