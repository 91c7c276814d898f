package org.pirouette.model.intel;

/// What a remapping unit can do, as its registers CAP and ECAP tell (VT-d 10.4.2, 10.4.3); only
/// what concerns interrupts.
///
/// @param interruptRemapping ECAP.IR, bit 3
/// @param extendedInterruptMode ECAP.EIM, bit 4: x2APIC IDs
/// @param postedInterrupts CAP.PI, bit 59
/// @param cachingMode CAP.CM, bit 7: entries that are not present may be cached, too
/// @param invalidatesOnTableChange CAP.ESIRTPS, bit 62: setting the table pointer empties the
///   interrupt entry cache
/// @param faultRecords CAP.NFR + 1, bits 47:40: number of fault-recording registers
/// @param maximumHandleMask ECAP.MHMV, bits 23:20: largest IM of an IEC invalidation
/// @param hostAddressWidth bits of a physical address
public record RemappingCapabilities(
    boolean interruptRemapping,
    boolean extendedInterruptMode,
    boolean postedInterrupts,
    boolean cachingMode,
    boolean invalidatesOnTableChange,
    int faultRecords,
    int maximumHandleMask,
    int hostAddressWidth) {

  /// A server of today: everything, 46 address bits, 8 fault records; real hardware, so no caching
  /// mode.
  public static final RemappingCapabilities SERVER =
      new RemappingCapabilities(true, true, true, false, false, 8, 15, 46);

  /// The same with or without posting.
  public RemappingCapabilities withPostedInterrupts(boolean supported) {
    return new RemappingCapabilities(
        interruptRemapping,
        extendedInterruptMode,
        supported,
        cachingMode,
        invalidatesOnTableChange,
        faultRecords,
        maximumHandleMask,
        hostAddressWidth);
  }

  /// The same with another CM.
  public RemappingCapabilities withCachingMode(boolean mode) {
    return new RemappingCapabilities(
        interruptRemapping,
        extendedInterruptMode,
        postedInterrupts,
        mode,
        invalidatesOnTableChange,
        faultRecords,
        maximumHandleMask,
        hostAddressWidth);
  }

  /// The same with another ESIRTPS.
  public RemappingCapabilities withInvalidatesOnTableChange(boolean invalidates) {
    return new RemappingCapabilities(
        interruptRemapping,
        extendedInterruptMode,
        postedInterrupts,
        cachingMode,
        invalidates,
        faultRecords,
        maximumHandleMask,
        hostAddressWidth);
  }

  /// The same with another number of fault-recording registers.
  public RemappingCapabilities withFaultRecords(int records) {
    return new RemappingCapabilities(
        interruptRemapping,
        extendedInterruptMode,
        postedInterrupts,
        cachingMode,
        invalidatesOnTableChange,
        records,
        maximumHandleMask,
        hostAddressWidth);
  }

  /// Capabilities as the registers tell them.
  ///
  /// @param cap CAP (08h)
  /// @param ecap ECAP (10h)
  /// @param hostAddressWidth bits of a physical address, from the DMAR table
  public static RemappingCapabilities decode(long cap, long ecap, int hostAddressWidth) {
    return new RemappingCapabilities(
        bit(ecap, 3),
        bit(ecap, 4),
        bit(cap, 59),
        bit(cap, 7),
        bit(cap, 62),
        (int) (cap >>> 40 & 0xFF) + 1,
        (int) (ecap >>> 20 & 0xF),
        hostAddressWidth);
  }

  /// CAP (08h), the bits named here; all others zero.
  public long capabilityRegister() {
    return mask(cachingMode, 7)
        | faultRecords - 1L << 40
        | mask(postedInterrupts, 59)
        | mask(invalidatesOnTableChange, 62);
  }

  /// ECAP (10h), the bits named here; all others zero.
  public long extendedCapabilityRegister() {
    return mask(interruptRemapping, 3)
        | mask(extendedInterruptMode, 4)
        | (long) maximumHandleMask << 20;
  }

  private static boolean bit(long register, int bit) {
    return (register >>> bit & 1) != 0;
  }

  private static long mask(boolean set, int bit) {
    return set ? 1L << bit : 0;
  }
}
