package org.pirouette.model.arm;

import static org.pirouette.model.arm.ItsCommandField.*;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// The ITS commands, in the order of their numbers.
public enum ItsCommandKind {
  MOVI(0x01, DEVICE_ID, EVENT_ID, ICID),
  INT(0x03, DEVICE_ID, EVENT_ID),
  CLEAR(0x04, DEVICE_ID, EVENT_ID),
  SYNC(0x05, RDBASE),
  MAPD(0x08, DEVICE_ID, SIZE, ITT, VALID),
  MAPC(0x09, ICID, RDBASE, VALID),
  MAPTI(0x0A, DEVICE_ID, EVENT_ID, PINTID, ICID),
  MAPI(0x0B, DEVICE_ID, EVENT_ID, ICID),
  INV(0x0C, DEVICE_ID, EVENT_ID),
  INVALL(0x0D, ICID),
  MOVALL(0x0E, RDBASE, RDBASE_TO),
  DISCARD(0x0F, DEVICE_ID, EVENT_ID),
  VMOVI(0x21, DEVICE_ID, EVENT_ID, VPE_ID, DOORBELL_VALID, DOORBELL),
  VMOVP(
      0x22,
      List.of(SEQUENCE, ITS_LIST, VPE_ID, RDBASE),
      List.of(SEQUENCE, ITS_LIST, VPE_ID, RDBASE, MOVE_DOORBELL, MOVED_DOORBELL)),
  VSGI(0x23, List.of(), List.of(VPE_ID, SGI, PRIORITY, GROUP, ItsCommandField.CLEAR, ENABLE)),
  VSYNC(0x25, VPE_ID),
  VMAPP(
      0x29,
      List.of(VPE_ID, VALID, RDBASE, VPT, VPT_SIZE),
      List.of(ALLOC, PTZ, VCONF, DEFAULT_DOORBELL, VPE_ID, VALID, RDBASE, VPT, VPT_SIZE)),
  VMAPTI(0x2A, DEVICE_ID, EVENT_ID, VPE_ID, ItsCommandField.VINTID, DOORBELL),
  VMAPI(0x2B, DEVICE_ID, EVENT_ID, VPE_ID, DOORBELL),
  VINVALL(0x2D, VPE_ID),
  INVDB(0x2E, List.of(), List.of(VPE_ID));

  private static final @Nullable ItsCommandKind[] BY_NUMBER = new ItsCommandKind[256];

  static {
    for (ItsCommandKind kind : values()) {
      BY_NUMBER[kind.number] = kind;
    }
  }

  private final int number;
  private final @Nullable StructureLayout first;
  private final StructureLayout second;

  ItsCommandKind(int number, BitField... fields) {
    this(number, List.of(fields), List.of(fields));
  }

  ItsCommandKind(int number, List<BitField> v40, List<BitField> v41) {
    this.number = number;
    this.first = v40.isEmpty() ? null : ItsCommandField.layout(name(), v40);
    this.second = ItsCommandField.layout(name(), v41);
  }

  /// The number in the command's lowest byte.
  public int number() {
    return number;
  }

  /// The command's fields, or null if the version does not have it.
  public @Nullable StructureLayout layout(GicVersion version) {
    return version == GicVersion.V4_0 ? first : second;
  }

  /// The command of a number, or null if the version has none.
  ///
  /// @param number 0 to 255
  public static @Nullable ItsCommandKind of(int number, GicVersion version) {
    ItsCommandKind kind = BY_NUMBER[number];
    return kind == null || kind.layout(version) == null ? null : kind;
  }
}
