package org.pirouette.prove.explore;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A set of 64-bit fingerprints outside the heap, into which many threads insert at the same time.
///
/// Open addressing with linear probing. An entry is empty (0) or a fingerprint, and changes once,
/// by compare-and-swap; so an insertion that finds its fingerprint, or loses the race for a slot to
/// the same fingerprint, knows that another thread was first. A fingerprint's home is given by its
/// upper bits, so that growing by two moves the entries in order.
///
/// Bytes for each fingerprint: 8 / load, with the load between [#MAXIMUM_LOAD] / 2 and
/// [#MAXIMUM_LOAD] once the table has grown: 10.7 to 21.4. With predecessors twice that.
///
/// [#insert] may run in many threads; [#grow] only while no other thread uses the table.
final class FingerprintTable implements AutoCloseable {
  static final double MAXIMUM_LOAD = 0.75;
  private static final int SMALLEST_LOGARITHM = 20;
  private static final VarHandle ENTRY =
      MethodHandles.insertCoordinates(JAVA_LONG.arrayElementVarHandle(), 1, 0L);

  private final boolean predecessors;
  private int logarithm;
  private Arena arena;
  private MemorySegment entries;
  private MemorySegment parents;

  /// @param expected how many fingerprints it holds before it has to grow
  /// @param predecessors whether each fingerprint is stored with the one that it came from
  FingerprintTable(long expected, boolean predecessors) {
    this.predecessors = predecessors;
    logarithm = SMALLEST_LOGARITHM;
    while ((1L << logarithm) * MAXIMUM_LOAD < expected) {
      logarithm++;
    }
    arena = Arena.ofShared();
    entries = arena.allocate(JAVA_LONG, 1L << logarithm);
    parents = predecessors ? arena.allocate(JAVA_LONG, 1L << logarithm) : MemorySegment.NULL;
  }

  /// How many fingerprints it may hold before it must grow.
  long limit() {
    return (long) ((1L << logarithm) * MAXIMUM_LOAD);
  }

  /// Bytes in use.
  long bytes() {
    return (predecessors ? 16L : 8L) << logarithm;
  }

  /// Bytes in use while it grows: the old and the new one.
  long bytesToGrow() {
    return 3 * bytes();
  }

  /// Inserts a fingerprint.
  ///
  /// @param fingerprint not 0
  /// @param parent the fingerprint that it came from; kept if this is the first insertion and the
  ///   table keeps predecessors
  /// @return whether it was not there before
  boolean insert(long fingerprint, long parent) {
    long mask = (1L << logarithm) - 1;
    long slot = fingerprint >>> (Long.SIZE - logarithm);
    MemorySegment table = entries;
    while (true) {
      long found = table.getAtIndex(JAVA_LONG, slot);
      if (found == 0) {
        found = (long) ENTRY.compareAndExchange(table, slot, 0L, fingerprint);
        if (found == 0) {
          if (predecessors) {
            parents.setAtIndex(JAVA_LONG, slot, parent);
          }
          return true;
        }
      }
      if (found == fingerprint) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
  }

  /// The fingerprint that one came from, 0 for the initial state or one that is not there.
  long parent(long fingerprint) {
    long mask = (1L << logarithm) - 1;
    long slot = fingerprint >>> (Long.SIZE - logarithm);
    while (true) {
      long found = entries.getAtIndex(JAVA_LONG, slot);
      if (found == fingerprint) {
        return parents.getAtIndex(JAVA_LONG, slot);
      }
      if (found == 0) {
        return 0;
      }
      slot = (slot + 1) & mask;
    }
  }

  /// Doubles the table.
  void grow() {
    Arena oldArena = arena;
    MemorySegment oldEntries = entries;
    MemorySegment oldParents = parents;
    long oldSize = 1L << logarithm;
    logarithm++;
    arena = Arena.ofShared();
    entries = arena.allocate(JAVA_LONG, 1L << logarithm);
    if (predecessors) {
      parents = arena.allocate(JAVA_LONG, 1L << logarithm);
    }
    for (long slot = 0; slot < oldSize; slot++) {
      long fingerprint = oldEntries.getAtIndex(JAVA_LONG, slot);
      if (fingerprint != 0) {
        insert(fingerprint, predecessors ? oldParents.getAtIndex(JAVA_LONG, slot) : 0);
      }
    }
    oldArena.close();
  }

  @Override
  public void close() {
    arena.close();
  }
}
