package org.pirouette.model.amd;

/// How hardware treats a guest's access to a register of its APIC page, and the information that
/// NOACCEL (402h) carries.
public enum AvicAccess {
  /// Done in the backing page without an exit.
  ACCELERATED,
  /// Exits after the instruction: the value is in the backing page, RIP is advanced.
  TRAP,
  /// Exits before the instruction: software emulates it.
  FAULT;

  /// EXITCODE of an IPI that hardware did not complete.
  public static final int INCOMPLETE_IPI = 0x401;

  /// EXITCODE of an access that hardware did not accelerate.
  public static final int NOACCEL = 0x402;

  private static final long WRITE = 1L << 32;

  /// How a write is treated. ICR low and EOI are accelerated here; whether they exit after all
  /// depends on the command ([AvicIpi]) and on the trigger mode ([AvicDelivery#endOfInterrupt]).
  ///
  /// @param offset 0 to FFFh
  public static AvicAccess ofWrite(int offset) {
    return switch (offset & 0xFF0) {
      case 0x80, 0xB0, 0x300, 0x310 -> ACCELERATED;
      case 0x20,
          0xC0,
          0xD0,
          0xE0,
          0xF0,
          0x280,
          0x320,
          0x330,
          0x340,
          0x350,
          0x360,
          0x370,
          0x380,
          0x3E0 ->
          TRAP;
      default -> FAULT;
    };
  }

  /// Whether hardware acts on a trap-like write of an offset (it is one of the registers whose
  /// writes can exit after the instruction).
  public static boolean isTrapWrite(int offset) {
    int register = offset & 0xFF0;
    return ofWrite(offset) == TRAP || register == 0xB0 || register == 0x300;
  }

  /// EXITINFO1 of NOACCEL: the register's offset in bits 11:4, bit 32 for a write.
  public static long noAccelInfo1(int offset, boolean write) {
    return (offset & 0xFF0) | (write ? WRITE : 0);
  }

  /// EXITINFO1 of INCOMPLETE_IPI: both halves of ICR.
  public static long incompleteIpiInfo1(int icrHigh, int icrLow) {
    return (long) icrHigh << 32 | icrLow & 0xFFFF_FFFFL;
  }
}
