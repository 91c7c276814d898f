package org.pirouette.model.intel;

import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// Where the fields of a posted-interrupt descriptor are: 64 bytes, aligned to 64.
///
/// ```text posted-interrupt descriptor
///   255 0
/// +-------+
/// |  PIR  |
/// +-------+
///   319 288   287 280   279 272   271 258   257   256
/// +---------+---------+---------+---------+-----+-----+
/// |  NDST   |  rsvd   |   NV    |  rsvd   | SN  | ON  |
/// +---------+---------+---------+---------+-----+-----+
///   511 320
/// +---------+
/// |  rsvd   |
/// +---------+
/// ```
///
/// The processor gives meaning to bits 256:0 only and changes no others (SDM 29.6). VT-d uses 319:0
/// and calls the rest reserved.
public final class PostedInterruptDescriptorLayout {
  /// Size and alignment in bytes.
  public static final int BYTES = 64;

  /// Size in 64-bit words.
  public static final int WORDS = 8;

  /// Offset of PIR in bytes; word n of its [org.pirouette.model.bits.VectorBitmap] is at 8n.
  public static final int PIR_OFFSET = 0;

  /// Offset of the [NotificationControl] word in bytes.
  public static final int CONTROL_OFFSET = 32;

  /// Index of the control word among the eight 64-bit words.
  public static final int CONTROL_WORD = 4;

  /// All fields.
  public static final StructureLayout LAYOUT =
      StructureLayout.of(
          "posted-interrupt descriptor",
          64,
          BitField.of("PIR", 255, 0, "posted-interrupt requests, one bit a vector"),
          BitField.bit("ON", 256, "outstanding notification"),
          BitField.bit("SN", 257, "suppress notification of non-urgent posts"),
          BitField.reserved(271, 258),
          BitField.of("NV", 279, 272, "notification vector"),
          BitField.reserved(287, 280),
          BitField.of("NDST", 319, 288, "notification destination, an APIC ID"),
          BitField.reserved(511, 320));

  private PostedInterruptDescriptorLayout() {}
}
