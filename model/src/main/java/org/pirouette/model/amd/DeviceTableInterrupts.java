package org.pirouette.model.amd;

import java.util.List;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// The third quadword of an IOMMU device-table entry (bits 191:128): what becomes of a device's
/// interrupts.
///
/// ```text DTE bits 191:128
///   63      62      61  60   59     58        57         56         55 52   51   6   5    4       1   0
/// +-------+-------+--------+------+---------+----------+----------+-------+--------+----+-----------+----+
/// | LINT1 | LINT0 | IntCtl | rsvd | NMIPass | EIntPass | InitPass | rsvd  | IntTab | IG | IntTabLen | IV |
/// +-------+-------+--------+------+---------+----------+----------+-------+--------+----+-----------+----+
/// ```
public final class DeviceTableInterrupts {
  /// Interrupt control: requests are target-aborted.
  public static final int ABORT = 0;

  /// Interrupt control: requests pass without remapping.
  public static final int FORWARD = 1;

  /// Interrupt control: requests are remapped.
  public static final int REMAP = 2;

  /// The highest length code that is not reserved: 2048 entries.
  public static final int MAXIMUM_LENGTH = 11;

  /// All fields; bit 0 is bit 128 of the entry.
  public static final StructureLayout LAYOUT =
      new StructureLayout(
          "DTE bits 191:128",
          64,
          List.of(
              new BitField("IV", 0, 1, "the interrupt fields are valid"),
              new BitField("IntTabLen", 1, 4, "2 to this power entries"),
              new BitField("IG", 5, 1, "unmapped interrupts log no event"),
              new BitField("IntTab", 6, 46, "address of the table, bits 51:6"),
              new BitField(BitField.RESERVED, 52, 4, "must be 0"),
              new BitField("InitPass", 56, 1, "INIT passes"),
              new BitField("EIntPass", 57, 1, "ExtInt passes"),
              new BitField("NMIPass", 58, 1, "NMI passes"),
              new BitField(BitField.RESERVED, 59, 1, "must be 0"),
              new BitField("IntCtl", 60, 2, "0 abort, 1 forward, 2 remap, 3 reserved"),
              new BitField("LINT0", 62, 1, "LINT0 passes"),
              new BitField("LINT1", 63, 1, "LINT1 passes")));

  private DeviceTableInterrupts() {}

  /// A valid entry.
  public static long of(int control, int lengthCode, long table) {
    return 1 | (long) lengthCode << 1 | table & 0x000F_FFFF_FFFF_FFC0L | (long) control << 60;
  }

  /// Whether the interrupt fields are valid.
  public static boolean isValid(long entry) {
    return (entry & 1) != 0;
  }

  /// Number of entries is 2 to this power.
  public static int lengthCode(long entry) {
    return (int) (entry >>> 1) & 0xF;
  }

  /// Whether unmapped interrupts log no event.
  public static boolean ignoresUnmapped(long entry) {
    return (entry & 1 << 5) != 0;
  }

  /// [#ABORT], [#FORWARD], [#REMAP], or 3, which is reserved.
  public static int control(long entry) {
    return (int) (entry >>> 60) & 3;
  }

  /// Index into the table that a message's data gives: its low 11 bits.
  public static int index(int messageData) {
    return messageData & 0x7FF;
  }
}
