package org.pirouette.model.amd;

import java.util.List;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// An entry of the physical APIC ID table, 8 bytes, indexed by the guest's APIC ID.
///
/// ```text physical APIC ID entry
///   63      62          61 52   51        12   11    0
/// +-------+-----------+-------+--------------+---------+
/// | Valid | IsRunning | rsvd  | backing page | host ID |
/// +-------+-----------+-------+--------------+---------+
/// ```
///
/// Bits 61:52 are not the hardware's; Linux keeps a note of its own in bit 61 of its shadow.
public final class PhysicalApicIdEntry {
  /// Valid.
  public static final long VALID = 1L << 63;

  /// The vCPU runs on the processor in the entry.
  public static final long IS_RUNNING = 1L << 62;

  /// All fields.
  public static final StructureLayout LAYOUT =
      new StructureLayout(
          "physical APIC ID entry",
          64,
          List.of(
              new BitField("host ID", 0, 12, "APIC ID of the processor to ring; 7:0 before x2AVIC"),
              new BitField("backing page", 12, 40, "address of the backing page, bits 51:12"),
              new BitField(BitField.RESERVED, 52, 10, "must be 0"),
              new BitField("IsRunning", 62, 1, "the vCPU runs on that processor"),
              new BitField("Valid", 63, 1, "the entry may be used")));

  private PhysicalApicIdEntry() {}

  /// A valid entry.
  ///
  /// @param backingPage address, a multiple of 4096 below 2 to the 52
  /// @param hostApicId 0 to FFFh
  public static long of(long backingPage, int hostApicId, boolean running) {
    return VALID
        | (running ? IS_RUNNING : 0)
        | (backingPage & VmcbInterruptControl.ADDRESS)
        | (hostApicId & 0xFFF);
  }

  /// APIC ID of the processor that gets the doorbell.
  public static int hostApicId(long entry) {
    return (int) entry & 0xFFF;
  }

  /// Address of the backing page.
  public static long backingPage(long entry) {
    return entry & VmcbInterruptControl.ADDRESS;
  }

  /// Whether the vCPU runs.
  public static boolean isRunning(long entry) {
    return (entry & IS_RUNNING) != 0;
  }

  /// Whether the entry may be used.
  public static boolean isValid(long entry) {
    return (entry & VALID) != 0;
  }
}
