package org.pirouette.host.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// The kernel's log buffer, as dmesg reads it: syslog(2), SYSLOG_ACTION_READ_ALL. Nothing is
/// consumed.
public final class KernelRing {
  private static final int READ_ALL = 3;
  private static final int BUFFER_SIZE = 10;
  private static final int LARGEST = 64 << 20;

  private KernelRing() {}

  /// The bytes of the log.
  ///
  /// @return empty where the kernel does not allow it (`kernel.dmesg_restrict`) or has no log
  public static Optional<byte[]> read() {
    try (Arena arena = Arena.ofConfined()) {
      int size = SystemCalls.klogctl(BUFFER_SIZE, MemorySegment.NULL);
      if (size <= 0) {
        return Optional.empty();
      }
      MemorySegment buffer = arena.allocate(Math.min(LARGEST, size));
      int length = SystemCalls.klogctl(READ_ALL, buffer);
      return length <= 0
          ? Optional.empty()
          : Optional.of(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    } catch (IllegalStateException
        | UnsatisfiedLinkError
        | ExceptionInInitializerError unavailable) {
      return Optional.empty();
    }
  }
}
