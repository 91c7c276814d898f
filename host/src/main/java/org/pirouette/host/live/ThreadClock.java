package org.pirouette.host.live;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.pirouette.host.linux.SystemCalls;

/// CPU time and place of one thread, from `schedstat` and `stat` below `/proc/PID/task/TID`, kept
/// open and read again and again.
final class ThreadClock implements AutoCloseable {
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int PROCESSOR = 39;

  private final int run;
  private final int place;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(2048);
  private final byte[] text = new byte[2048];
  private long nanoseconds = -1;
  private int processor = -1;

  ThreadClock(long processId, long threadId) {
    String folder = "/proc/" + processId + "/task/" + threadId;
    this.run = SystemCalls.open(folder + "/schedstat", CLOSE_ON_EXEC);
    this.place = SystemCalls.open(folder + "/stat", CLOSE_ON_EXEC);
  }

  /// Reads the files.
  ///
  /// @return false where the thread is gone
  boolean refresh() {
    int length = read(place);
    if (length <= 0) {
      return false;
    }
    processor = (int) field(afterName(length), length, PROCESSOR - 2);
    int times = read(run);
    nanoseconds = times <= 0 ? -1 : field(0, times, 1);
    return true;
  }

  private int read(int descriptor) {
    long length = descriptor < 0 ? -1 : SystemCalls.pread(descriptor, buffer, 0);
    if (length > 0) {
      MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, text, 0, (int) length);
    }
    return (int) length;
  }

  /// The name in parentheses may hold blanks and parentheses, so fields are counted from the last
  /// one.
  private int afterName(int length) {
    int at = length - 1;
    while (at > 0 && text[at] != ')') {
      at--;
    }
    return Math.min(at + 2, length);
  }

  /// A number by its place among the words, from 1.
  private long field(int start, int length, int wanted) {
    int field = 1;
    int at = start;
    while (at < length && field < wanted) {
      field += text[at++] == ' ' ? 1 : 0;
    }
    long value = 0;
    while (at < length && text[at] >= '0' && text[at] <= '9') {
      value = value * 10 + text[at++] - '0';
    }
    return value;
  }

  /// CPU time so far in seconds, guest and host together; NaN where the kernel does not account it.
  double seconds() {
    return nanoseconds < 0 ? Double.NaN : nanoseconds / 1e9;
  }

  /// The CPU that it ran on last, or -1.
  int processor() {
    return processor;
  }

  @Override
  public void close() {
    for (int descriptor : new int[] {run, place}) {
      if (descriptor >= 0) {
        SystemCalls.close(descriptor);
      }
    }
    arena.close();
  }
}
