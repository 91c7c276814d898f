package org.pirouette.host.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A perf event's descriptor (perf_event_open(2)). Each call returns what the system call returns,
/// or the negated `errno`.
public final class PerfDescriptor {
  private static final long NUMBER =
      System.getProperty("os.arch", "").equals("aarch64") ? 241 : 298;
  private static final long CLOSE_ON_EXEC = 8;
  private static final long ENABLE = 0x2400;
  private static final long DISABLE = 0x2401;
  private static final long SET_OUTPUT = 0x2405;
  private static final long SET_FILTER = 0x40082406;
  private static final long GET_ID = 0x80082407L;
  private static final int SHARED = 1;

  private PerfDescriptor() {}

  /// Opens an event.
  ///
  /// @param attributes a `perf_event_attr` with its size in it
  /// @param thread -1 for all threads of a CPU
  /// @param cpu -1 for all CPUs of a thread
  public static int open(byte[] attributes, int thread, int cpu) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(attributes.length, 8);
      MemorySegment.copy(attributes, 0, copy, ValueLayout.JAVA_BYTE, 0, attributes.length);
      return (int) SystemCalls.syscall(NUMBER, copy.address(), thread, cpu, -1, CLOSE_ON_EXEC);
    }
  }

  /// Lets only events through that match, in the kernel's filter language.
  public static int filter(int descriptor, String filter) {
    try (Arena arena = Arena.ofConfined()) {
      return SystemCalls.ioctl(descriptor, SET_FILTER, arena.allocateFrom(filter));
    }
  }

  /// Sends the records of an event to the ring of another.
  public static int redirect(int descriptor, int owner) {
    return SystemCalls.ioctl(descriptor, SET_OUTPUT, owner);
  }

  /// The number by which its records name an event, or a negated `errno`.
  public static long id(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocate(8, 8);
      int result = SystemCalls.ioctl(descriptor, GET_ID, id);
      return result < 0 ? result : id.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /// Starts counting.
  public static int enable(int descriptor) {
    return SystemCalls.ioctl(descriptor, ENABLE, 0);
  }

  /// Stops counting.
  public static int disable(int descriptor) {
    return SystemCalls.ioctl(descriptor, DISABLE, 0);
  }

  /// Maps the ring of an event.
  ///
  /// @param length a page for the head, and a power of two of bytes
  /// @throws IllegalStateException where the kernel refuses; the message holds length and errno
  public static MemorySegment map(int descriptor, long length) {
    return SystemCalls.map(length, SHARED, descriptor);
  }
}
