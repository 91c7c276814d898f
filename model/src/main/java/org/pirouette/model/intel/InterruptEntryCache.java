package org.pirouette.model.intel;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// The interrupt entry cache (IEC) of a remapping unit (VT-d 6.2.4): entries as they were when they
/// were fetched. A stale one is used until software invalidates it or hardware drops it.
///
/// Posted-interrupt descriptors are never cached.
public final class InterruptEntryCache {
  /// An interrupt-entry-cache invalidate descriptor.
  ///
  /// ```text IEC invalidate descriptor
  ///   31 27   26 12   11      9   8  5   4   3  0
  /// +-------+-------+-----------+------+---+------+
  /// |  IM   | rsvd  | type high | rsvd | G | type |
  /// +-------+-------+-----------+------+---+------+
  ///   63 48   47 32
  /// +-------+-------+
  /// | rsvd  | IIDX  |
  /// +-------+-------+
  /// ```
  public static final StructureLayout INVALIDATE =
      StructureLayout.of(
          "IEC invalidate descriptor",
          32,
          BitField.of("type", 3, 0, "4"),
          BitField.bit("G", 4, "granularity: 0 global, 1 index-selective"),
          BitField.reserved(8, 5),
          BitField.of("type high", 11, 9, "0"),
          BitField.reserved(26, 12),
          BitField.of("IM", 31, 27, "index mask: 2^IM entries"),
          BitField.of("IIDX", 47, 32, "index; its low IM bits are ignored"),
          BitField.reserved(63, 48));

  private final Map<Integer, InterruptRemappingTableEntry> entries = new HashMap<>();

  /// A descriptor that invalidates the whole cache.
  public static long globalInvalidate() {
    return 4;
  }

  /// A descriptor that invalidates 2^mask entries around an index.
  ///
  /// @param index 0 to FFFFh; its low bits are ignored
  /// @param mask number of ignored bits, up to the unit's MHMV
  public static long indexInvalidate(int index, int mask) {
    return 4 | 1L << 4 | (mask & 0x1FL) << 27 | (index & 0xFFFFL) << 32;
  }

  /// Whether an invalidate descriptor covers an index.
  public static boolean covers(long descriptor, int index) {
    boolean global = (descriptor & 1 << 4) == 0;
    int mask = (int) (descriptor >>> 27) & 0x1F;
    int first = (int) (descriptor >>> 32) & 0xFFFF;
    return global || index >>> mask == first >>> mask;
  }

  /// The cached entry, or null.
  public @Nullable InterruptRemappingTableEntry find(int index) {
    return entries.get(index);
  }

  /// Drops one entry, as hardware may do at any time.
  public void evict(int index) {
    entries.remove(index);
  }

  /// Number of cached entries.
  public int size() {
    return entries.size();
  }

  void keep(int index, InterruptRemappingTableEntry entry) {
    entries.put(index, entry);
  }

  void invalidate(long descriptor) {
    entries.keySet().removeIf(index -> covers(descriptor, index));
  }
}
