package org.pirouette.model.intel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;
import org.pirouette.model.intel.ApicOutcome.PostedIpi;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// IPI virtualization: a guest's unicast IPI is posted into the target's descriptor by the
/// processor itself, through a table of pointers to the descriptors of all its virtual processors
/// (Linux "VMX: enable IPI virtualization"; the order of steps is not from a primary text).
///
/// What does not fit falls back to the trap-like exit 56 with qualification 300h. Unlike VT-d it
/// posts in two steps and knows no URG. A virtual processor that addresses itself is nothing
/// special.
public final class IpiVirtualization {
  /// Bytes of an entry of the PID-pointer table.
  public static final int ENTRY_BYTES = 8;

  /// An entry of the PID-pointer table.
  ///
  /// ```text PID-pointer table entry
  ///   63        6   5  1   0
  /// +-------------+------+-------+
  /// | PID address | rsvd | valid |
  /// +-------------+------+-------+
  /// ```
  public static final StructureLayout ENTRY_LAYOUT =
      StructureLayout.of(
          "PID-pointer table entry",
          64,
          BitField.bit("valid", 0, "the entry may be used"),
          BitField.reserved(5, 1),
          BitField.of("PID address", 63, 6, "descriptor address 63:6"));

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final VmExit FALL_BACK = VmExit.apicWrite(0x300);

  private final PhysicalMemory memory;
  private final long tableAddress;
  private final int lastIndex;
  private final int physicalAddressWidth;

  /// The VMCS fields "PID-pointer table address" (2042h) and "last PID-pointer index" (0008h).
  ///
  /// @param memory holds the table and the descriptors
  /// @param tableAddress aligned to 8
  /// @param lastIndex index of the last entry, 0 to 65535
  /// @param physicalAddressWidth bits of a physical address, up to 52
  public IpiVirtualization(
      PhysicalMemory memory, long tableAddress, int lastIndex, int physicalAddressWidth) {
    this.memory = memory;
    this.tableAddress = tableAddress;
    this.lastIndex = lastIndex;
    this.physicalAddressWidth = physicalAddressWidth;
  }

  /// A usable entry of the table.
  ///
  /// @param descriptorAddress multiple of 64
  public static long entry(long descriptorAddress) {
    return descriptorAddress | 1;
  }

  /// Whether an entry may be used: valid, reserved bits 5:1 zero, address within the physical
  /// width.
  public static boolean isUsable(long entry, int physicalAddressWidth) {
    return (entry & 0x3F) == 1 && entry >>> physicalAddressWidth == 0;
  }

  /// The descriptor's address: bits 63:6 of the entry.
  public static long descriptorAddress(long entry) {
    return entry & ~0x3FL;
  }

  /// Sends an IPI to a virtual processor of the guest.
  ///
  /// @param vector virtual vector, 0 to 255
  /// @param target index into the table, the virtual APIC ID; unsigned
  /// @return what was posted and whom to notify, or exit 56
  public ApicOutcome send(int vector, int target) {
    if (InterruptPriority.priorityClass(vector) == 0
        || Integer.compareUnsigned(target, lastIndex) > 0) {
      return FALL_BACK;
    }
    MemorySegment entryMemory =
        memory.find(tableAddress + (long) ENTRY_BYTES * target, ENTRY_BYTES);
    /* Absent memory reads all ones, which is no usable entry. */
    long entry = entryMemory == null ? -1 : entryMemory.get(LONG, 0);
    if (!isUsable(entry, physicalAddressWidth)) {
      return FALL_BACK;
    }
    PostedInterruptDescriptor descriptor = memory.descriptor(descriptorAddress(entry));
    if (descriptor == null) {
      /* Writes to absent memory are dropped, and ON reads as 1. */
      return new PostedIpi(vector, PostedInterruptDescriptor.NO_NOTIFICATION);
    }
    descriptor.request(vector);
    return new PostedIpi(vector, descriptor.markOutstandingUnlessSuppressed());
  }
}
