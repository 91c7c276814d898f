package org.pirouette.host.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/// Counters of tracepoints on one thread, opened as a group so that one read gives all
/// (perf_event_open(2)). Not for several threads.
public final class PerfGroup implements AutoCloseable {
  private static final long NUMBER =
      System.getProperty("os.arch", "").equals("aarch64") ? 241 : 298;
  private static final long CLOSE_ON_EXEC = 8;
  private static final long SET_FILTER = 0x40082406;
  private static final int TYPE_TRACEPOINT = 2;
  private static final int ATTRIBUTES_BYTES = 112;
  private static final long FORMAT_GROUP = 8;

  private final Arena arena;
  private final int[] descriptors;
  private final MemorySegment values;

  private PerfGroup(Arena arena, int[] descriptors) {
    this.arena = arena;
    this.descriptors = descriptors;
    this.values = arena.allocate(8L * (descriptors.length + 1), 8);
  }

  /// A tracepoint, with an optional filter in the kernel's filter language (empty for none).
  ///
  /// @param id from `/sys/kernel/tracing/events/GROUP/NAME/id`
  /// @param filter such as `exit_reason == 1`
  public record Event(long id, String filter) {}

  /// Opens counters on a thread.
  ///
  /// @return empty where the kernel does not allow it
  public static Optional<PerfGroup> open(long threadId, List<Event> events) {
    int[] descriptors = new int[events.size()];
    int opened = 0;
    Arena arena = Arena.ofShared();
    for (Event event : events) {
      int leader = opened == 0 ? -1 : descriptors[0];
      int descriptor = openOne(arena, threadId, event, leader);
      if (descriptor < 0) {
        closeAll(descriptors, opened);
        arena.close();
        return Optional.empty();
      }
      descriptors[opened++] = descriptor;
    }
    return Optional.of(new PerfGroup(arena, descriptors));
  }

  private static int openOne(Arena arena, long threadId, Event event, int leader) {
    MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, 8);
    attributes.set(ValueLayout.JAVA_INT, 0, TYPE_TRACEPOINT);
    attributes.set(ValueLayout.JAVA_INT, 4, ATTRIBUTES_BYTES);
    attributes.set(ValueLayout.JAVA_LONG, 8, event.id());
    attributes.set(ValueLayout.JAVA_LONG, 32, FORMAT_GROUP);
    int descriptor =
        (int)
            SystemCalls.syscall(NUMBER, attributes.address(), threadId, -1, leader, CLOSE_ON_EXEC);
    if (descriptor >= 0 && !event.filter().isEmpty()) {
      int filtered = SystemCalls.ioctl(descriptor, SET_FILTER, arena.allocateFrom(event.filter()));
      if (filtered < 0) {
        SystemCalls.close(descriptor);
        return filtered;
      }
    }
    return descriptor;
  }

  /// Reads all counters.
  ///
  /// @param counts receives them in the order of the events
  /// @return false where the thread is gone or the read fails
  public boolean read(long[] counts) {
    if (SystemCalls.read(descriptors[0], values) <= 0
        || values.get(ValueLayout.JAVA_LONG, 0) != descriptors.length) {
      return false;
    }
    for (int index = 0; index < descriptors.length; index++) {
      counts[index] = values.get(ValueLayout.JAVA_LONG, 8L * (index + 1));
    }
    return true;
  }

  @Override
  public void close() {
    closeAll(descriptors, descriptors.length);
    arena.close();
  }

  private static void closeAll(int[] descriptors, int count) {
    for (int index = count - 1; index >= 0; index--) {
      SystemCalls.close(descriptors[index]);
    }
  }
}
