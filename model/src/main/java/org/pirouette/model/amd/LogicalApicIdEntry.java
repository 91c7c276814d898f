package org.pirouette.model.amd;

import java.util.List;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// An entry of the logical APIC ID table, 4 bytes. x2AVIC does not use this table.
///
/// ```text logical APIC ID entry
///   31      30 8   7      0
/// +-------+------+----------+
/// | Valid | rsvd | guest ID |
/// +-------+------+----------+
/// ```
public final class LogicalApicIdEntry {
  /// Valid.
  public static final int VALID = 1 << 31;

  /// All fields.
  public static final StructureLayout LAYOUT =
      new StructureLayout(
          "logical APIC ID entry",
          32,
          List.of(
              new BitField("guest ID", 0, 8, "index into the physical APIC ID table"),
              new BitField(BitField.RESERVED, 8, 23, "must be 0"),
              new BitField("Valid", 31, 1, "the entry may be used")));

  private LogicalApicIdEntry() {}

  /// A valid entry for a guest's physical APIC ID, 0 to FFh.
  public static int of(int guestApicId) {
    return VALID | (guestApicId & 0xFF);
  }

  /// Index into the physical APIC ID table.
  public static int guestApicId(int entry) {
    return entry & 0xFF;
  }

  /// Whether the entry may be used.
  public static boolean isValid(int entry) {
    return (entry & VALID) != 0;
  }
}
