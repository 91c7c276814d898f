package org.pirouette.model.arm;

/// The fields of GICR_VPENDBASER in GICv4.0: which vPE is resident, by its virtual pending table.
public final class Vpendbaser {
  /// The vPE is resident.
  public static final long VALID = 1L << 63;

  /// Implementation-defined area of the table is invalid; kept as written.
  public static final long IDAI = 1L << 62;

  /// After Valid 1 to 0: an enabled vLPI is still pending.
  public static final long PENDING_LAST = 1L << 61;

  /// The table is being parsed or written back.
  public static final long DIRTY = 1L << 60;

  /// Physical address of the virtual pending table, bits 51:16.
  public static final long ADDRESS = 0x000F_FFFF_FFFF_0000L;

  private Vpendbaser() {}

  /// Whether the register makes the vPE resident whose virtual pending table is at an address.
  public static boolean makesResident(long register, long pendingTable) {
    return register < 0 && (register & ADDRESS) == pendingTable;
  }
}
