package org.pirouette.model.intel;

import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// The interrupt command register as a 64-bit value: what a write of it asks for (SDM 10.6.1), and
/// which writes of the virtual one are handled without an exit (SDM 29.4.3.2, IPI virtualization).
///
/// ```text interrupt command register
///   31 20   19 18   17 16   15   14      13     12   11   10 8   7    0
/// +-------+-------+-------+----+-------+------+----+----+------+--------+
/// | rsvd  |  SH   | rsvd  | TM | level | rsvd | DS | DM | mode | vector |
/// +-------+-------+-------+----+-------+------+----+----+------+--------+
///   63       32
/// +-------------+
/// | destination |
/// +-------------+
/// ```
///
/// In xAPIC mode the destination is bits 63:56, in x2APIC mode bits 63:32. All functions are pure.
public final class InterruptCommand {
  /// All fields, x2APIC form.
  public static final StructureLayout LAYOUT =
      StructureLayout.of(
          "interrupt command register",
          32,
          BitField.of("vector", 7, 0, "vector"),
          BitField.of("mode", 10, 8, "delivery mode"),
          BitField.bit("DM", 11, "destination mode: 0 physical, 1 logical"),
          BitField.bit("DS", 12, "delivery status: 1 send pending; xAPIC mode only"),
          BitField.reserved(13, 13),
          BitField.bit("level", 14, "0 de-assert, 1 assert"),
          BitField.bit("TM", 15, "trigger mode: 0 edge, 1 level"),
          BitField.reserved(17, 16),
          BitField.of("SH", 19, 18, "shorthand: 0 none, 1 self, 2 all, 3 all but self"),
          BitField.reserved(31, 20),
          BitField.of("destination", 63, 32, "APIC ID; in xAPIC mode in bits 63:56"));

  /// Bits that decide for a self IPI: reserved ones, shorthand, trigger, delivery status, mode.
  private static final int SELF_IPI_MASK = 0xFFFF_B700;

  private static final int SELF_IPI_PATTERN = 1 << 18;

  /// As before, and the destination mode.
  private static final int UNICAST_MASK = SELF_IPI_MASK | 1 << 11;

  private InterruptCommand() {}

  /// Vector, 0 to 255.
  public static int vector(long command) {
    return (int) command & 0xFF;
  }

  /// Delivery mode, as its three bits.
  public static int deliveryMode(long command) {
    return (int) command >>> 8 & 7;
  }

  /// Whether the destination is a logical one.
  public static boolean logical(long command) {
    return (command & 1 << 11) != 0;
  }

  /// Whether the trigger mode is level.
  public static boolean levelTriggered(long command) {
    return (command & 1 << 15) != 0;
  }

  /// Shorthand: 0 none, 1 self, 2 all, 3 all but self.
  public static int shorthand(long command) {
    return (int) command >>> 18 & 3;
  }

  /// Destination.
  ///
  /// @param x2apic whether it is bits 63:32; else bits 63:56
  public static int destination(long command, boolean x2apic) {
    return (int) (command >>> (x2apic ? 32 : 56));
  }

  /// Whether a write of VICR_LO is virtualized as a self IPI: bits 31:20, 17:16, 15, 13, 12 and
  /// 10:8 are 0, 19:18 is 01b and 7:4 is not 0. Bits 14 and 11 are not looked at.
  public static boolean isVirtualizedSelfIpi(int low) {
    return (low & SELF_IPI_MASK) == SELF_IPI_PATTERN && InterruptPriority.priorityClass(low) != 0;
  }

  /// Whether a write of the ICR is in the scope of IPI virtualization: physical destination, no
  /// shorthand, fixed, edge, and a vector of 16 or more.
  public static boolean isVirtualizedUnicast(int low) {
    return (low & UNICAST_MASK) == 0 && InterruptPriority.priorityClass(low) != 0;
  }
}
