package org.pirouette.model.intel;

/// Which accesses to the APIC-access page are virtualized, that is, go to the virtual-APIC page
/// instead of causing an APIC-access exit (SDM 29.4.2, 29.4.3).
///
/// The lists say what an access of up to 4 bytes within the low 4 bytes of an aligned 16-byte unit
/// gets; anything else exits. Without APIC-register virtualization only an access to the very
/// offset of the register is virtualized.
///
/// All functions are pure.
public final class ApicAccessPage {
  private static final int VTPR = 0x080;
  private static final int VEOI = 0x0B0;
  private static final int VICR_LO = 0x300;

  /// Bit n stands for page offset 10h * n. In order: 020 030, 080 0B0 0D0 0E0 0F0, ISR TMR IRR,
  /// 280, 300 310 320-370 380, 3E0.
  private static final long READABLE =
      units(0x020, 0x030, 0x080, 0x0B0, 0x0D0, 0x0E0, 0x0F0, 0x280)
          | range(0x100, 0x270)
          | range(0x300, 0x380)
          | units(0x3E0);

  /// As [#READABLE] without version, ISR, TMR and IRR.
  private static final long WRITABLE = READABLE & ~units(0x030) & ~range(0x100, 0x270);

  private ApicAccessPage() {}

  /// Whether a read is virtualized.
  ///
  /// @param offset page offset of its first byte
  /// @param size bytes
  public static boolean virtualizesRead(int offset, int size, ApicVirtualizationControls controls) {
    if (!virtualizesAny(offset, size, controls)) {
      return false;
    }
    return controls.apicRegisterVirtualization() ? contains(READABLE, offset) : offset == VTPR;
  }

  /// Whether a write, the first of its operation, is virtualized.
  ///
  /// @param offset page offset of its first byte
  /// @param size bytes
  public static boolean virtualizesWrite(
      int offset, int size, ApicVirtualizationControls controls) {
    if (!virtualizesAny(offset, size, controls)) {
      return false;
    }
    if (controls.apicRegisterVirtualization()) {
      return contains(WRITABLE, offset);
    }
    return offset == VTPR
        || controls.virtualInterruptDelivery() && (offset == VEOI || offset == VICR_LO);
  }

  private static boolean virtualizesAny(int offset, int size, ApicVirtualizationControls controls) {
    return controls.tprShadow() && size <= 4 && (offset & 0xF) + size <= 4;
  }

  private static boolean contains(long units, int offset) {
    return offset < 0x400 && (units >>> (offset >> 4) & 1) != 0;
  }

  private static long units(int... offsets) {
    long units = 0;
    for (int offset : offsets) {
      units |= 1L << (offset >> 4);
    }
    return units;
  }

  private static long range(int first, int last) {
    return (-1L << (first >> 4)) & (-1L >>> (63 - (last >> 4)));
  }
}
