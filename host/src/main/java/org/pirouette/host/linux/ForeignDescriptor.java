package org.pirouette.host.linux;

import java.util.OptionalInt;

/// Duplicates a descriptor of another process: pidfd_open(2), pidfd_getfd(2) (Linux 5.6). Needs the
/// right to trace that process.
public final class ForeignDescriptor {
  private static final long PIDFD_OPEN = 434;
  private static final long PIDFD_GETFD = 438;

  private ForeignDescriptor() {}

  /// A duplicate in this process, to be closed by the caller.
  ///
  /// @return empty where the process is gone, the right is missing or the kernel too old
  public static OptionalInt duplicate(long processId, int descriptor) {
    int process = (int) SystemCalls.syscall(PIDFD_OPEN, processId, 0, 0, 0, 0);
    if (process < 0) {
      return OptionalInt.empty();
    }
    int duplicate = (int) SystemCalls.syscall(PIDFD_GETFD, process, descriptor, 0, 0, 0);
    SystemCalls.close(process);
    return duplicate < 0 ? OptionalInt.empty() : OptionalInt.of(duplicate);
  }
}
