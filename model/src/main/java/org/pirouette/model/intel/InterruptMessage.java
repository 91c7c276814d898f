package org.pirouette.model.intel;

import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// An interrupt request on the bus: a 32-bit write into FEEx_xxxxh (VT-d 5.1.2, message-signalled
/// interrupts).
///
/// Address bit 4 tells the two formats apart:
///
/// ```text compatibility format, address
///   31 20   19       12   11 5   4    3    2    1     0
/// +-------+-------------+------+----+----+----+---------+
/// | FEEh  | destination | rsvd | IF | RH | DM | ignored |
/// +-------+-------------+------+----+----+----+---------+
///   63 32
/// +-------+
/// | upper |
/// +-------+
/// ```
///
/// ```text compatibility format, data
///   31 16   15   14      13 11   10 8   7    0
/// +-------+----+-------+-------+------+--------+
/// | rsvd  | TM | level | rsvd  | mode | vector |
/// +-------+----+-------+-------+------+--------+
/// ```
///
/// ```text remappable format, address
///   31 20   19         5   4    3     2            1     0
/// +-------+--------------+----+-----+------------+---------+
/// | FEEh  | handle[14:0] | IF | SHV | handle[15] | ignored |
/// +-------+--------------+----+-----+------------+---------+
///   63 32
/// +-------+
/// | rsvd  |
/// +-------+
/// ```
///
/// ```text remappable format, data
///   31 16   15       0
/// +-------+------------+
/// | rsvd  | sub-handle |
/// +-------+------------+
/// ```
///
/// The static functions are pure and take the address, or the address and the data.
///
/// @param address 64 bits
/// @param data 32 bits
public record InterruptMessage(long address, int data) {
  /// Bits of the address of a compatibility-format request.
  public static final StructureLayout COMPATIBILITY_ADDRESS =
      StructureLayout.of(
          "compatibility format, address",
          32,
          BitField.of("ignored", 1, 0, "not looked at"),
          BitField.bit("DM", 2, "destination mode: 0 physical, 1 logical"),
          BitField.bit("RH", 3, "redirection hint"),
          BitField.bit("IF", 4, "interrupt format: 0 compatibility"),
          BitField.reserved(11, 5),
          BitField.of("destination", 19, 12, "APIC ID"),
          BitField.of("FEEh", 31, 20, "FEEh: an interrupt request"),
          BitField.of("upper", 63, 32, "destination 31:8 if the unit is in extended mode"));

  /// Bits of the data of a compatibility-format request.
  public static final StructureLayout COMPATIBILITY_DATA =
      StructureLayout.of(
          "compatibility format, data",
          32,
          BitField.of("vector", 7, 0, "vector"),
          BitField.of("mode", 10, 8, "delivery mode"),
          BitField.reserved(13, 11),
          BitField.bit("level", 14, "0 de-assert, 1 assert"),
          BitField.bit("TM", 15, "trigger mode: 0 edge, 1 level"),
          BitField.reserved(31, 16));

  /// Bits of the address of a remappable-format request.
  public static final StructureLayout REMAPPABLE_ADDRESS =
      StructureLayout.of(
          "remappable format, address",
          32,
          BitField.of("ignored", 1, 0, "not looked at"),
          BitField.bit("handle[15]", 2, "highest bit of the handle"),
          BitField.bit("SHV", 3, "sub-handle valid"),
          BitField.bit("IF", 4, "interrupt format: 1 remappable"),
          BitField.of("handle[14:0]", 19, 5, "rest of the handle"),
          BitField.of("FEEh", 31, 20, "FEEh: an interrupt request"),
          BitField.reserved(63, 32));

  /// Bits of the data of a remappable-format request with SHV = 1; with SHV = 0 all are ignored.
  public static final StructureLayout REMAPPABLE_DATA =
      StructureLayout.of(
          "remappable format, data",
          32,
          BitField.of("sub-handle", 15, 0, "added to the handle"),
          BitField.reserved(31, 16));

  private static final long REQUEST = 0xFEE0_0000L;
  private static final int REMAPPABLE = 1 << 4;
  private static final int SUB_HANDLE_VALID = 1 << 3;
  private static final int HANDLE_15 = 1 << 2;

  /// A request in remappable format without a sub-handle: the handle is the index.
  ///
  /// @param handle 0 to FFFFh
  public static InterruptMessage remappable(int handle) {
    return new InterruptMessage(REQUEST | REMAPPABLE | handleBits(handle), 0);
  }

  /// A request in remappable format with a sub-handle, as Linux programs every MSI.
  ///
  /// @param handle 0 to FFFFh
  /// @param subHandle 0 to FFFFh
  public static InterruptMessage remappable(int handle, int subHandle) {
    return new InterruptMessage(
        REQUEST | REMAPPABLE | SUB_HANDLE_VALID | handleBits(handle), subHandle & 0xFFFF);
  }

  /// A request in compatibility format: fixed or lowest-priority delivery and so on as the ICR
  /// codes it, asserted.
  ///
  /// @param destination APIC ID; bits 31:8 go into the upper address
  /// @param deliveryMode 0 to 7, see [RemappedInterrupt]
  public static InterruptMessage compatibility(
      int vector,
      int deliveryMode,
      int destination,
      boolean logical,
      boolean redirectionHint,
      boolean levelTriggered) {
    long address =
        (destination & 0xFFFF_FF00L) << 32
            | REQUEST
            | (destination & 0xFFL) << 12
            | (redirectionHint ? 1 << 3 : 0)
            | (logical ? 1 << 2 : 0);
    int data = vector & 0xFF | (deliveryMode & 7) << 8 | 1 << 14 | (levelTriggered ? 1 << 15 : 0);
    return new InterruptMessage(address, data);
  }

  /// Whether a write goes into the range of interrupt requests: address bits 31:20 are FEEh.
  public static boolean isInterruptRequest(long address) {
    return (address & 0xFFF0_0000L) == REQUEST;
  }

  /// Whether the request is in remappable format.
  public static boolean isRemappable(long address) {
    return (address & REMAPPABLE) != 0;
  }

  /// Handle of a remappable request, 0 to FFFFh.
  public static int handle(long address) {
    return (int) (address >>> 5 & 0x7FFF) | ((address & HANDLE_15) != 0 ? 1 << 15 : 0);
  }

  /// SHV of a remappable request.
  public static boolean hasSubHandle(long address) {
    return (address & SUB_HANDLE_VALID) != 0;
  }

  /// Index of the table entry that a remappable request names: handle, or handle + sub-handle. May
  /// exceed FFFFh, which no table holds.
  ///
  /// @return 0 to 1FFFEh
  public static int index(long address, int data) {
    return handle(address) + (hasSubHandle(address) ? data & 0xFFFF : 0);
  }

  /// Whether a reserved bit of a remappable request is set (fault 20h): address 63:32, and data
  /// 31:16 if SHV = 1.
  public static boolean reservedSet(long address, int data) {
    return address >>> 32 != 0 || hasSubHandle(address) && data >>> 16 != 0;
  }

  /// Destination APIC ID of a compatibility request.
  ///
  /// @param extended whether bits 31:8 are taken from the upper address
  public static int destination(long address, boolean extended) {
    int low = (int) (address >>> 12) & 0xFF;
    return extended ? (int) (address >>> 32) & 0xFFFF_FF00 | low : low;
  }

  /// Vector of a compatibility request, 0 to 255.
  public static int vector(int data) {
    return data & 0xFF;
  }

  /// Delivery mode of a compatibility request, 0 to 7.
  public static int deliveryMode(int data) {
    return data >>> 8 & 7;
  }

  /// Whether a compatibility request is level-triggered.
  public static boolean isLevelTriggered(int data) {
    return (data & 1 << 15) != 0;
  }

  /// Whether a compatibility request has a logical destination.
  public static boolean isLogical(long address) {
    return (address & 1 << 2) != 0;
  }

  /// Redirection hint of a compatibility request.
  public static boolean hasRedirectionHint(long address) {
    return (address & 1 << 3) != 0;
  }

  /// Whether this request is in remappable format.
  public boolean isRemappable() {
    return isRemappable(address);
  }

  /// Index of the table entry that this remappable request names, 0 to 1FFFEh.
  public int index() {
    return index(address, data);
  }

  /// The request as the interrupt that it asks for, if nothing remaps it.
  ///
  /// @param extended whether bits 31:8 of the destination are in the upper address
  public RemappedInterrupt toInterrupt(boolean extended) {
    return new RemappedInterrupt(
        vector(data),
        deliveryMode(data),
        destination(address, extended),
        isLogical(address),
        hasRedirectionHint(address),
        isLevelTriggered(data));
  }

  private static int handleBits(int handle) {
    return (handle & 0x7FFF) << 5 | ((handle & 1 << 15) != 0 ? HANDLE_15 : 0);
  }
}
