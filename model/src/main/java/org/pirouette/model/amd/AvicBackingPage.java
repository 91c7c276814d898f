package org.pirouette.model.amd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The AVIC backing page of one vCPU: 4 KiB with the registers of an xAPIC at their usual offsets.
///
/// The page is the whole state; there is no RVI or SVI beside it (AVIC has nothing like Intel's
/// guest interrupt status). Any number of posters may call [#request] while one processor, the one
/// that runs the vCPU, calls everything else.
public final class AvicBackingPage {
  /// Offset of the APIC ID register.
  public static final int ID = 0x20;

  /// Offset of the task-priority register.
  public static final int TPR = 0x80;

  /// Offset of the processor-priority register.
  public static final int PPR = 0xA0;

  /// Offset of the end-of-interrupt register.
  public static final int EOI = 0xB0;

  /// Offset of the logical destination register.
  public static final int LDR = 0xD0;

  /// Offset of the destination format register.
  public static final int DFR = 0xE0;

  /// Offset of the first in-service register; vector v is in the register at + 10h * (v / 32).
  public static final int ISR = 0x100;

  /// Offset of the first trigger-mode register.
  public static final int TMR = 0x180;

  /// Offset of the first interrupt-request register.
  public static final int IRR = 0x200;

  /// Offset of the low half of the interrupt command register.
  public static final int ICR_LOW = 0x300;

  /// Offset of the high half of the interrupt command register.
  public static final int ICR_HIGH = 0x310;

  /// What functions that return a vector return if there is none.
  public static final int NONE = -1;

  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int REGISTERS_IN_BITMAP = 8;

  private final int[] words = new int[1024];

  /// The 32-bit register at an offset.
  ///
  /// @param offset 0 to FFCh, a multiple of 4
  public int get(int offset) {
    return (int) WORDS.getVolatile(words, offset >> 2);
  }

  /// Stores the 32-bit register at an offset; nothing follows from it.
  public void set(int offset, int value) {
    WORDS.setVolatile(words, offset >> 2, value);
  }

  /// Sets a vector's bit in IRR, atomically and with a full barrier, as processors, the IOMMU and
  /// software do.
  ///
  /// @param vector 0 to 255
  /// @return whether the bit was clear before
  public boolean request(int vector) {
    return setBit(IRR, vector);
  }

  /// Whether a vector's bit is set in one of the bitmaps [#ISR], [#TMR], [#IRR].
  public boolean contains(int bitmap, int vector) {
    return (get(register(bitmap, vector)) & bit(vector)) != 0;
  }

  /// Sets a vector's bit in a bitmap, atomically.
  ///
  /// @return whether the bit was clear before
  public boolean setBit(int bitmap, int vector) {
    int before = (int) WORDS.getAndBitwiseOr(words, register(bitmap, vector) >> 2, bit(vector));
    return (before & bit(vector)) == 0;
  }

  /// Clears a vector's bit in a bitmap, atomically.
  public void clearBit(int bitmap, int vector) {
    WORDS.getAndBitwiseAnd(words, register(bitmap, vector) >> 2, ~bit(vector));
  }

  /// The highest vector in a bitmap, or [#NONE].
  public int highest(int bitmap) {
    for (int index = REGISTERS_IN_BITMAP - 1; index >= 0; index--) {
      int bits = get(bitmap + 16 * index);
      if (bits != 0) {
        return 32 * index + 31 - Integer.numberOfLeadingZeros(bits);
      }
    }
    return NONE;
  }

  private static int register(int bitmap, int vector) {
    return bitmap + 16 * (vector >> 5);
  }

  private static int bit(int vector) {
    return 1 << (vector & 31);
  }
}
