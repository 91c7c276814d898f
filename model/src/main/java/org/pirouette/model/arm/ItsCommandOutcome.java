package org.pirouette.model.arm;

import java.util.OptionalInt;

/// What became of an ITS command.
public enum ItsCommandOutcome {
  /// Done.
  COMPLETED(-1),
  /// The version has no command of that number.
  UNKNOWN_COMMAND(0),
  /// DeviceID beyond the device table.
  DEVICE_OUT_OF_RANGE(1),
  /// MAPD: more EventID bits than the ITS has.
  ITT_SIZE_OUT_OF_RANGE(2),
  /// RDbase names no redistributor.
  PROCESSOR_OUT_OF_RANGE(2),
  /// ICID beyond the collection table.
  COLLECTION_OUT_OF_RANGE(3),
  /// The device is not mapped.
  DEVICE_UNMAPPED(4),
  /// EventID beyond the device's table.
  EVENT_OUT_OF_RANGE(5),
  /// The physical INTID is no LPI.
  PHYSICAL_ID_OUT_OF_RANGE(6),
  /// The event is not mapped, or not to the kind of interrupt that the command is for.
  EVENT_UNMAPPED(7),
  /// The collection is not mapped.
  COLLECTION_UNMAPPED(9),
  /// vPEID beyond the vPE table.
  VPE_OUT_OF_RANGE(0),
  /// The vPE is not mapped.
  VPE_UNMAPPED(0),
  /// VMAPP: more vINTID bits than the ITS has.
  VPT_SIZE_OUT_OF_RANGE(0),
  /// The vINTID is no LPI, or beyond the vPE's pending table.
  VIRTUAL_ID_OUT_OF_RANGE(0),
  /// The doorbell is neither an LPI nor 1023.
  DOORBELL_OUT_OF_RANGE(0),
  /// Table memory cannot be accessed: the queue stalls at the command.
  MEMORY_INACCESSIBLE(-1);

  private final int reason;

  ItsCommandOutcome(int reason) {
    this.reason = reason;
  }

  /// Whether the command is wrong in itself, so that an ITS may ignore it or stall.
  public boolean isError() {
    return reason >= 0;
  }

  /// The syndrome: 01h, the command's number, the reason; empty for errors whose code no source
  /// gives.
  public OptionalInt syndrome(ItsCommandKind command) {
    if (reason <= 0) {
      return OptionalInt.empty();
    }
    int number = command == ItsCommandKind.CLEAR ? 0x05 : command.number();
    int itsReason = command == ItsCommandKind.MOVALL ? 1 : reason;
    return OptionalInt.of(0x010000 | number << 8 | itsReason);
  }
}
