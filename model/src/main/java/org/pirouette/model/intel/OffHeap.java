package org.pirouette.model.intel;

import java.lang.foreign.MemorySegment;

/// How structures off the heap are reached: by their address in the one segment that spans all
/// addresses.
///
/// A segment that is no constant to the compiler is checked anew at each access (bounds, liveness,
/// alignment), which doubles the cost of a post (`bench/run model`). This one is a constant, and
/// nothing remains of the checks. The price: the structure keeps its offsets in range itself, and
/// memory that its arena freed too early is not noticed.
final class OffHeap {
  /// All addresses; empty where native access is denied.
  static final MemorySegment EVERYTHING = everything();

  private OffHeap() {}

  /// The address in [#EVERYTHING] of a structure's off-heap memory, or 0 if it has to be reached by
  /// its own segment. Memory on the heap must not ask: the JVM may warn about native access.
  static long address(MemorySegment memory) {
    return EVERYTHING.byteSize() > 0 ? memory.address() : 0;
  }

  private static MemorySegment everything() {
    try {
      return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    } catch (IllegalCallerException denied) {
      return MemorySegment.NULL;
    }
  }
}
