package org.pirouette.host.kvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.pirouette.host.linux.SystemCalls;

/// Reads the statistics of one vCPU again and again through a descriptor of `KVM_GET_STATS_FD`.
///
/// Reading needs no lock of the vCPU, so it never waits for a running guest. Not for several
/// threads.
public final class StatisticsReader implements AutoCloseable {
  private static final int LARGEST = 64 << 10;

  private final int descriptor;
  private final Arena arena;
  private final KvmStatistics layout;
  private final MemorySegment data;

  private StatisticsReader(int descriptor, Arena arena, KvmStatistics layout, MemorySegment data) {
    this.descriptor = descriptor;
    this.arena = arena;
    this.layout = layout;
    this.data = data;
  }

  /// Takes over the descriptor, which [#close()] closes.
  ///
  /// @return empty where it gives no statistics; the descriptor is closed then
  public static Optional<StatisticsReader> open(int descriptor) {
    Arena arena = Arena.ofShared();
    MemorySegment file = arena.allocate(LARGEST, 8);
    long length = SystemCalls.pread(descriptor, file, 0);
    Optional<KvmStatistics> layout =
        length <= 0 ? Optional.empty() : KvmStatistics.parse(file.asSlice(0, length));
    if (layout.isEmpty() || layout.get().dataLength() > LARGEST) {
      arena.close();
      SystemCalls.close(descriptor);
      return Optional.empty();
    }
    MemorySegment data = arena.allocate(layout.get().dataLength(), 8);
    return Optional.of(new StatisticsReader(descriptor, arena, layout.get(), data));
  }

  /// Reads all values.
  ///
  /// @return whether the vCPU still exists
  public boolean refresh() {
    return SystemCalls.pread(descriptor, data, layout.dataOffset()) > 0;
  }

  /// A value as of the last [#refresh()], or -1.
  public long value(String name) {
    return layout.read(name, data);
  }

  /// `kvm-PID/vcpu-N`.
  public String id() {
    return layout.id();
  }

  @Override
  public void close() {
    SystemCalls.close(descriptor);
    arena.close();
  }
}
