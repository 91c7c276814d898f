package org.pirouette.model.arm;

/// The tables of an ITS that software gives memory for and never writes: device, collection and vPE
/// table, flat or indirect, and the interrupt translation tables. What is in an entry is
/// implementation defined; here:
///
/// ```text
/// device      valid 0, EventID bits - 1 [5:1], ITT address >> 8 [49:6]
/// collection  valid 0, RDbase [36:1]
/// vPE         valid 0, vINTID bits - 1 [5:1], VPT address >> 16 [41:6], RDbase [57:42]
/// ITE         valid 0, virtual 1, INTID [25:2], doorbell [49:26]; ICID or vPEID [79:64]
/// ```
final class ItsTables {
  /// Bytes of an entry of the device, collection and vPE table.
  static final int ENTRY = 8;

  /// Bytes of an interrupt translation entry.
  static final int ITT_ENTRY = 12;

  /// The answer of [#locate] for an index beyond the table.
  static final long OUT_OF_RANGE = -1;

  /// The answer of [#locate] if the first level has no page for the index.
  static final long NO_PAGE = -2;

  /// The answer of [#locate] if the first level is not in memory.
  static final long NO_MEMORY = -3;

  private static final long FLAT_ADDRESS = 0x0000_FFFF_FFFF_F000L;
  private static final long PAGE_ADDRESS = 0x000F_FFFF_FFFF_F000L;
  private static final int[] PAGE_BITS = {12, 14, 16, 16};
  private static final int ID_BITS = 16;

  private ItsTables() {}

  /// The address of an entry.
  ///
  /// @param baser the table's GITS_BASER
  /// @return the address, or one of the negative constants
  static long locate(GicMemory memory, long baser, long index) {
    if (baser >= 0 || index >>> ID_BITS != 0) {
      return OUT_OF_RANGE;
    }
    int pageBits = PAGE_BITS[(int) (baser >>> 8) & 3];
    long pages = (baser & 0xFF) + 1;
    long perPage = (1L << pageBits) / ENTRY;
    long base = baser & FLAT_ADDRESS;
    if (pageBits == 16) {
      base = base & ~0xF000L | (baser & 0xF000L) << 36;
    }
    if ((baser & 1L << 62) == 0) {
      return index < pages * perPage ? base + index * ENTRY : OUT_OF_RANGE;
    }
    if (index / perPage >= pages * perPage) {
      return OUT_OF_RANGE;
    }
    long first = base + index / perPage * ENTRY;
    if (!memory.contains(first, ENTRY)) {
      return NO_MEMORY;
    }
    long page = memory.loadLong(first);
    return page >= 0 ? NO_PAGE : (page & PAGE_ADDRESS & -1L << pageBits) + index % perPage * ENTRY;
  }

  static boolean valid(long entry) {
    return (entry & 1) != 0;
  }

  static long device(long size, long ittAddress) {
    return 1 | size << 1 | ittAddress >>> 8 << 6;
  }

  static long collection(long rdbase) {
    return 1 | rdbase << 1;
  }

  static int collectionTarget(long entry) {
    return (int) (entry >>> 1);
  }

  static long vpe(long size, long vpt, long rdbase) {
    return 1 | size << 1 | vpt >>> 16 << 6 | rdbase << 42;
  }

  static long vpeMovedTo(long entry, long rdbase) {
    return entry & ~(0xFFFFL << 42) | rdbase << 42;
  }

  static int vpeTarget(long entry) {
    return (int) (entry >>> 42) & 0xFFFF;
  }

  static long vpePendingTable(long entry) {
    return (entry >>> 6 & 0xF_FFFF_FFFFL) << 16;
  }

  /// EventID bits - 1 of a device, vINTID bits - 1 of a vPE.
  static int size(long entry) {
    return (int) (entry >>> 1) & 0x1F;
  }

  static long ittAddress(long deviceEntry) {
    return (deviceEntry >>> 6 & 0xFFF_FFFF_FFFFL) << 8;
  }

  static long ite(boolean virtual, long intid, long doorbell) {
    return 1 | (virtual ? 2 : 0) | intid << 2 | doorbell << 26;
  }

  static boolean iteIsVirtual(long ite) {
    return (ite & 2) != 0;
  }

  static int iteIntid(long ite) {
    return (int) (ite >>> 2) & 0xFF_FFFF;
  }

  static int iteDoorbell(long ite) {
    return (int) (ite >>> 26) & 0xFF_FFFF;
  }
}
