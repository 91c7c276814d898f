package org.pirouette.model.arm;

/// The LPI configuration and pending tables: pure functions on the memory they are in.
public final class LpiTables {
  /// The lowest LPI.
  public static final int FIRST_LPI = 8192;

  /// The INTID that stands for no interrupt, and for no doorbell.
  public static final int SPURIOUS = 1023;

  /// The enable bit of a configuration byte.
  public static final int ENABLE = 1;

  /// The priority bits of a configuration byte.
  public static final int PRIORITY = 0xFC;

  private LpiTables() {}

  /// The configuration byte of an LPI.
  ///
  /// @param table address of the configuration table
  public static int configuration(GicMemory memory, long table, int intid) {
    return memory.load(table + intid - FIRST_LPI);
  }

  /// Whether an interrupt's bit is set.
  ///
  /// @param table address of the pending table
  public static boolean isPending(GicMemory memory, long table, int intid) {
    return (memory.load(table + (intid >>> 3)) & 1 << (intid & 7)) != 0;
  }

  /// Sets or clears an interrupt's bit.
  ///
  /// @param table address of the pending table
  /// @return whether the bit changed
  public static boolean setPending(GicMemory memory, long table, int intid, boolean pending) {
    long address = table + (intid >>> 3);
    int old = memory.load(address);
    int bit = 1 << (intid & 7);
    int changed = pending ? old | bit : old & ~bit;
    if (changed == old) {
      return false;
    }
    memory.store(address, changed);
    return true;
  }
}
