package org.pirouette.model.amd;

import java.util.List;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// An interrupt-remapping table entry of AMD's IOMMU: 32 bits, or 128 bits in remapped format or
/// guest mode. The 128-bit formats are given as their low and high quadword.
///
/// ```text IRTE, 32 bits
///   31 24   23  16   15 8   7           6    5       4     2   1         0
/// +-------+--------+------+-----------+----+-------+---------+---------+---------+
/// | rsvd  | Vector | Dest | GuestMode | DM | RqEoi | IntType | SupIOPF | RemapEn |
/// +-------+--------+------+-----------+----+-------+---------+---------+---------+
/// ```
///
/// ```text IRTE, 128 bits, remapped
///   63 32   31       8   7           6    5       4     2   1         0
/// +-------+------------+-----------+----+-------+---------+---------+---------+
/// | rsvd  | Dest[23:0] | GuestMode | DM | RqEoi | IntType | SupIOPF | RemapEn |
/// +-------+------------+-----------+----+-------+---------+---------+---------+
///   127     120   119 72   71  64
/// +-------------+--------+--------+
/// | Dest[31:24] |  rsvd  | Vector |
/// +-------------+--------+--------+
/// ```
///
/// ```text IRTE, 128 bits, guest mode
///   63 32   31       8   7           6       5          4  3   2           1         0
/// +-------+------------+-----------+-------+----------+------+-----------+---------+---------+
/// | GATag | Dest[23:0] | GuestMode | IsRun | GAPPIDis | rsvd | GALogIntr | SupIOPF | RemapEn |
/// +-------+------------+-----------+-------+----------+------+-----------+---------+---------+
///   127     120   119 116   115 76   75 72   71  64
/// +-------------+---------+--------+-------+--------+
/// | Dest[31:24] |  rsvd   |  Root  | rsvd  | Vector |
/// +-------------+---------+--------+-------+--------+
/// ```
public final class IommuIrte {
  /// The entry may be used.
  public static final long REMAP_EN = 1;

  /// Faults of this entry log no event.
  public static final long SUP_IOPF = 1L << 1;

  /// Guest mode: an interrupt for a vCPU that does not run goes to the GALog.
  public static final long GA_LOG_INTR = 1L << 2;

  /// Guest mode: no physical interrupt for a vCPU that does not run, although GAPPI is enabled.
  public static final long GAPPI_DIS = 1L << 5;

  /// Guest mode: the vCPU runs on the processor in the destination.
  public static final long IS_RUN = 1L << 6;

  /// The entry is in guest mode.
  public static final long GUEST_MODE = 1L << 7;

  /// The fields of the low quadword that the IOMMU reads from memory for every interrupt of a
  /// guest-mode entry: IsRun, destination, GATag. Also of the destination the bits in the high one.
  public static final long NEVER_CACHED_LOW = IS_RUN | 0xFFFF_FFFF_FFFF_FF00L;

  /// As [#NEVER_CACHED_LOW], of the high quadword: destination 31:24.
  public static final long NEVER_CACHED_HIGH = 0xFFL << 56;

  /// The 32-bit entry.
  public static final StructureLayout SHORT =
      new StructureLayout(
          "IRTE, 32 bits",
          32,
          List.of(
              new BitField("RemapEn", 0, 1, "the entry may be used"),
              new BitField("SupIOPF", 1, 1, "faults log no event"),
              new BitField("IntType", 2, 3, "0 fixed, 1 arbitrated"),
              new BitField("RqEoi", 5, 1, "EOI requested"),
              new BitField("DM", 6, 1, "destination mode: 1 logical"),
              new BitField("GuestMode", 7, 1, "0"),
              new BitField("Dest", 8, 8, "destination"),
              new BitField("Vector", 16, 8, "vector"),
              new BitField(BitField.RESERVED, 24, 8, "must be 0")));

  /// The 128-bit entry in remapped format.
  public static final StructureLayout REMAPPED =
      new StructureLayout(
          "IRTE, 128 bits, remapped",
          64,
          List.of(
              new BitField("RemapEn", 0, 1, "the entry may be used"),
              new BitField("SupIOPF", 1, 1, "faults log no event"),
              new BitField("IntType", 2, 3, "0 fixed, 1 arbitrated"),
              new BitField("RqEoi", 5, 1, "EOI requested"),
              new BitField("DM", 6, 1, "destination mode: 1 logical"),
              new BitField("GuestMode", 7, 1, "0"),
              new BitField("Dest[23:0]", 8, 24, "destination; 7:0 only without XT"),
              new BitField(BitField.RESERVED, 32, 32, "must be 0"),
              new BitField("Vector", 64, 8, "vector"),
              new BitField(BitField.RESERVED, 72, 48, "must be 0"),
              new BitField("Dest[31:24]", 120, 8, "destination with XT")));

  /// The 128-bit entry in guest mode.
  public static final StructureLayout GUEST =
      new StructureLayout(
          "IRTE, 128 bits, guest mode",
          64,
          List.of(
              new BitField("RemapEn", 0, 1, "the entry may be used"),
              new BitField("SupIOPF", 1, 1, "faults log no event"),
              new BitField("GALogIntr", 2, 1, "log an interrupt for a vCPU that does not run"),
              new BitField(BitField.RESERVED, 3, 2, "must be 0"),
              new BitField("GAPPIDis", 5, 1, "no GAPPI for this entry"),
              new BitField("IsRun", 6, 1, "the vCPU runs on Dest"),
              new BitField("GuestMode", 7, 1, "1"),
              new BitField("Dest[23:0]", 8, 24, "processor to ring; 7:0 only without XT"),
              new BitField("GATag", 32, 32, "names the vCPU in the log; GAPPI: vector in 7:0"),
              new BitField("Vector", 64, 8, "bit to set in IRR"),
              new BitField(BitField.RESERVED, 72, 4, "must be 0"),
              new BitField("Root", 76, 40, "address of the backing page, bits 51:12"),
              new BitField(BitField.RESERVED, 116, 4, "must be 0"),
              new BitField("Dest[31:24]", 120, 8, "processor to ring with XT")));

  private static final long ROOT = 0x000F_FFFF_FFFF_F000L;

  private IommuIrte() {}

  /// Low quadword of a guest-mode entry.
  ///
  /// @param flags of [#SUP_IOPF], [#GA_LOG_INTR], [#GAPPI_DIS], [#IS_RUN]
  /// @param destination APIC ID, 32 bits
  public static long guestLow(long flags, int destination, int gaTag) {
    return REMAP_EN
        | GUEST_MODE
        | flags & (SUP_IOPF | GA_LOG_INTR | GAPPI_DIS | IS_RUN)
        | (destination & 0xFF_FFFFL) << 8
        | (long) gaTag << 32;
  }

  /// High quadword of a guest-mode entry.
  public static long guestHigh(int vector, long backingPage, int destination) {
    return vector & 0xFF | backingPage & ROOT | (long) (destination >>> 24) << 56;
  }

  /// Low quadword of a remapped entry: fixed, physical destination.
  ///
  /// @param destination APIC ID, below 2 to the 24
  public static long remappedLow(int destination) {
    return REMAP_EN | (destination & 0xFF_FFFFL) << 8;
  }

  /// The low quadword of a guest-mode entry for a vCPU that runs now: IsRun with its processor, and
  /// no need of the log.
  ///
  /// @param destination APIC ID, below 2 to the 24
  public static long running(long low, int destination) {
    return low & ~(0xFF_FFFFL << 8 | GA_LOG_INTR) | (destination & 0xFF_FFFFL) << 8 | IS_RUN;
  }

  /// The low quadword of a guest-mode entry for a vCPU that does not run; the destination is left.
  ///
  /// @param flags of [#GA_LOG_INTR] and [#GAPPI_DIS]: whether and how its waker is told
  public static long notRunning(long low, long flags) {
    return low & ~(IS_RUN | GA_LOG_INTR | GAPPI_DIS) | flags & (GA_LOG_INTR | GAPPI_DIS);
  }

  /// Whether an entry may be used.
  public static boolean enabled(long low) {
    return (low & REMAP_EN) != 0;
  }

  /// Whether an entry is in guest mode.
  public static boolean guestMode(long low) {
    return (low & GUEST_MODE) != 0;
  }

  /// The destination of a 128-bit entry: 32 bits with XT, else 8.
  public static int destination(long low, long high, boolean xt) {
    int below = (int) (low >>> 8);
    return xt ? below & 0xFF_FFFF | (int) (high >>> 56) << 24 : below & 0xFF;
  }

  /// The vector of a 128-bit entry.
  public static int vector(long high) {
    return (int) high & 0xFF;
  }

  /// GATag of a guest-mode entry.
  public static int gaTag(long low) {
    return (int) (low >>> 32);
  }

  /// Address of the backing page of a guest-mode entry.
  public static long backingPage(long high) {
    return high & ROOT;
  }

  /// Interrupt type of a remapped entry of either size: 0 fixed, 1 arbitrated, others reserved.
  public static int type(long low) {
    return (int) (low >>> 2) & 7;
  }
}
