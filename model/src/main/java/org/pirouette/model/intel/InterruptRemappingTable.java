package org.pirouette.model.intel;

import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// The interrupt-remapping table as system software sees it: 2^(S+1) entries in memory, named by
/// the register IRTA.
///
/// ```text interrupt-remapping table address register
///   31 12   11     10 4   3 0
/// +-------+------+------+-----+
/// | IRTA  | EIME | rsvd |  S  |
/// +-------+------+------+-----+
///   63 32
/// +-------+
/// | IRTA  |
/// +-------+
/// ```
///
/// A live entry is replaced in one atomic step ([#replace], as Linux does with a 16-byte
/// compare-exchange). [#beginTornWrite] is the mistake: two stores of 64 bits, between which a
/// device meets half of each.
///
/// After a change of a present entry software has to invalidate the interrupt entry cache.
public final class InterruptRemappingTable {
  /// Fields of IRTA (B8h).
  public static final StructureLayout ADDRESS_REGISTER =
      StructureLayout.of(
          "interrupt-remapping table address register",
          32,
          BitField.of("S", 3, 0, "size: 2^(S+1) entries"),
          BitField.reserved(10, 4),
          BitField.bit("EIME", 11, "extended interrupt mode: x2APIC IDs"),
          BitField.of("IRTA", 63, 12, "table address 63:12"));

  private final PhysicalMemory memory;
  private final long register;

  /// The table that a value of IRTA names.
  ///
  /// @param memory where it lies
  /// @param register IRTA
  public InterruptRemappingTable(PhysicalMemory memory, long register) {
    this.memory = memory;
    this.register = register;
  }

  /// A value of IRTA.
  ///
  /// @param address multiple of 4096
  /// @param size S, 0 to 15: the table has 2^(S+1) entries
  /// @param extended EIME
  public static long register(long address, int size, boolean extended) {
    return address & ~0xFFFL | (extended ? 1 << 11 : 0) | size & 0xF;
  }

  /// Table address.
  public static long address(long register) {
    return register & ~0xFFFL;
  }

  /// Number of entries, 2 to 65536.
  public static int entries(long register) {
    return 2 << (register & 0xF);
  }

  /// EIME.
  public static boolean isExtended(long register) {
    return (register & 1 << 11) != 0;
  }

  /// Address of an entry.
  public static long entryAddress(long register, int index) {
    return address(register) + (long) index * InterruptRemappingTableEntry.BYTES;
  }

  /// The entry in memory, read as one 128-bit atom.
  ///
  /// @throws IndexOutOfBoundsException if it is not in the table, or the table not in memory
  public InterruptRemappingTableEntry read(int index) {
    InterruptRemappingTableEntry entry = memory.loadEntry(addressOf(index));
    if (entry == null) {
      throw absent(index);
    }
    return entry;
  }

  /// Replaces an entry in one atomic step.
  ///
  /// @return the entry before
  /// @throws IndexOutOfBoundsException if it is not in the table, or the table not in memory
  public InterruptRemappingTableEntry replace(int index, InterruptRemappingTableEntry entry) {
    while (true) {
      InterruptRemappingTableEntry before = read(index);
      if (memory.compareAndSetEntry(addressOf(index), before, entry)) {
        return before;
      }
    }
  }

  /// Replaces an entry in one atomic step if it is as expected.
  ///
  /// @return whether it was
  /// @throws IndexOutOfBoundsException if it is not in the table
  public boolean compareAndSet(
      int index, InterruptRemappingTableEntry expected, InterruptRemappingTableEntry entry) {
    return memory.compareAndSetEntry(addressOf(index), expected, entry);
  }

  /// Begins to write an entry in two stores, low word first.
  ///
  /// @throws IndexOutOfBoundsException if it is not in the table
  public TornWrite beginTornWrite(int index, InterruptRemappingTableEntry entry) {
    return new TornWrite(addressOf(index), entry);
  }

  /// A faulty replacement in two steps. Until both are done the entry is half old, half new.
  public final class TornWrite {
    private final long address;
    private final InterruptRemappingTableEntry entry;

    private TornWrite(long address, InterruptRemappingTableEntry entry) {
      this.address = address;
      this.entry = entry;
    }

    /// Stores bits 63:0.
    public void storeLow() {
      memory.storeEntryHalf(address, false, entry.low());
    }

    /// Stores bits 127:64.
    public void storeHigh() {
      memory.storeEntryHalf(address, true, entry.high());
    }
  }

  private long addressOf(int index) {
    if (index < 0 || index >= entries(register)) {
      throw new IndexOutOfBoundsException(
          "entry %d of a table of %d".formatted(index, entries(register)));
    }
    return entryAddress(register, index);
  }

  private IndexOutOfBoundsException absent(int index) {
    return new IndexOutOfBoundsException(
        "no memory at %#x, entry %d".formatted(addressOf(index), index));
  }
}
