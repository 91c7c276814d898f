package org.pirouette.model.amd;

/// How the guest's APIC reads the destination of an interrupt, and where a logical destination
/// leads.
public enum ApicMode {
  /// xAPIC, DFR = FFFFFFFFh: each bit of the destination is an entry of the logical table.
  FLAT,
  /// xAPIC, DFR = 0FFFFFFFh: the cluster is in bits 7:4, four entries each.
  CLUSTER,
  /// x2APIC: the cluster is in bits 31:16, sixteen physical IDs each; there is no logical table.
  X2APIC;

  /// What [#logicalBase] returns for a cluster that cannot exist.
  public static final int INVALID_CLUSTER = -1;

  private static final int INVALID_XAPIC_CLUSTER = 15;

  /// The physical destination that means everyone.
  public int broadcast() {
    return this == X2APIC ? -1 : 0xFF;
  }

  /// Index that bit 0 of a logical destination leads to: in the logical table, in x2APIC mode in
  /// the physical one.
  ///
  /// @param destination 8 bits, in x2APIC mode 32
  public int logicalBase(int destination) {
    return switch (this) {
      case FLAT -> 0;
      case CLUSTER -> {
        int cluster = destination >>> 4 & 0xF;
        yield cluster == INVALID_XAPIC_CLUSTER ? INVALID_CLUSTER : 4 * cluster;
      }
      case X2APIC -> 16 * (destination >>> 16);
    };
  }

  /// The bits of a logical destination that name targets.
  public int logicalBits(int destination) {
    return switch (this) {
      case FLAT -> destination & 0xFF;
      case CLUSTER -> destination & 0xF;
      case X2APIC -> destination & 0xFFFF;
    };
  }
}
