package org.pirouette.model.amd;

/// The checks of a fixed or arbitrated interrupt request, in the order in which the IOMMU makes
/// them, and what it does if one fails.
public enum InterruptRequestCheck {
  /// All passed: the entry is used, in the format that it has.
  PASSED,
  /// The request goes on unchanged.
  FORWARDED,
  /// Target abort, by the device-table entry.
  ABORTED,
  /// ILLEGAL_DEV_TABLE_ENTRY, event 01h: a reserved length or control.
  ILLEGAL_DEVICE_TABLE_ENTRY,
  /// IO_PAGE_FAULT: the index is past the table.
  INDEX_PAST_TABLE,
  /// IO_PAGE_FAULT: RemapEn is 0.
  NOT_ENABLED,
  /// IO_PAGE_FAULT: guest mode where GAMEn is 0.
  GUEST_MODE_DISABLED,
  /// IO_PAGE_FAULT: a reserved interrupt type.
  RESERVED_TYPE;

  /// Checks of the device-table entry and of the index, before the table is read.
  ///
  /// @param device bits 191:128 of the device-table entry
  /// @param index see [DeviceTableInterrupts#index]
  /// @return [#PASSED] if the table is to be read
  public static InterruptRequestCheck ofDevice(long device, int index) {
    if (!DeviceTableInterrupts.isValid(device)) {
      return FORWARDED;
    }
    int length = DeviceTableInterrupts.lengthCode(device);
    return switch (DeviceTableInterrupts.control(device)) {
      case DeviceTableInterrupts.ABORT -> ABORTED;
      case DeviceTableInterrupts.FORWARD -> FORWARDED;
      case DeviceTableInterrupts.REMAP -> {
        if (length > DeviceTableInterrupts.MAXIMUM_LENGTH) {
          yield ILLEGAL_DEVICE_TABLE_ENTRY;
        }
        yield index >= 1 << length ? INDEX_PAST_TABLE : PASSED;
      }
      default -> ILLEGAL_DEVICE_TABLE_ENTRY;
    };
  }

  /// Checks of the entry.
  ///
  /// @param low the 32-bit entry, or the low quadword of a 128-bit one
  /// @param guestMode whether GAMEn allows guest mode
  public static InterruptRequestCheck ofEntry(long low, boolean guestMode) {
    if ((low & IommuIrte.REMAP_EN) == 0) {
      return NOT_ENABLED;
    }
    if ((low & IommuIrte.GUEST_MODE) != 0) {
      return guestMode ? PASSED : GUEST_MODE_DISABLED;
    }
    return IommuIrte.type(low) > 1 ? RESERVED_TYPE : PASSED;
  }

  /// Whether a fault logs an event: not if the entry was read and has SupIOPF, nor, of an entry
  /// that is not enabled, if the device-table entry has IG.
  ///
  /// @param low the entry, 0 if none was read
  public boolean logsEvent(long device, long low) {
    return switch (this) {
      case PASSED, FORWARDED, ABORTED -> false;
      case ILLEGAL_DEVICE_TABLE_ENTRY -> true;
      case INDEX_PAST_TABLE -> !DeviceTableInterrupts.ignoresUnmapped(device);
      case NOT_ENABLED ->
          (low & IommuIrte.SUP_IOPF) == 0 && !DeviceTableInterrupts.ignoresUnmapped(device);
      case GUEST_MODE_DISABLED, RESERVED_TYPE -> (low & IommuIrte.SUP_IOPF) == 0;
    };
  }
}
