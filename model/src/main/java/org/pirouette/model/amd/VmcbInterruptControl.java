package org.pirouette.model.amd;

import java.util.List;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// The interrupt part of a VMCB's control area: `int_ctl` at offset 60h, the interrupt shadow, the
/// AVIC pointers and the clean bit that lets hardware keep them.
///
/// ```text VMCB int_ctl
///   31     30       29 26   25             24               23 21   20          19  16   15 10   9       8       7   0
/// +------+--------+-------+--------------+----------------+-------+-----------+--------+-------+-------+-------+-------+
/// | AVIC | x2AVIC | other | V_GIF_ENABLE | V_INTR_MASKING | other | V_IGN_TPR | V_PRIO | other | V_GIF | V_IRQ | V_TPR |
/// +------+--------+-------+--------------+----------------+-------+-----------+--------+-------+-------+-------+-------+
/// ```
public final class VmcbInterruptControl {
  /// Offset of `int_ctl` in the VMCB.
  public static final int INT_CTL = 0x60;

  /// Offset of the interrupt shadow, bit 0.
  public static final int INT_STATE = 0x68;

  /// Offset of EXITCODE; EXITINFO1 and EXITINFO2 follow.
  public static final int EXIT_CODE = 0x70;

  /// Offset of the guest-physical address of the APIC page, bits 51:12.
  public static final int APIC_BAR = 0x98;

  /// Offset of the clean bits.
  public static final int CLEAN = 0xC0;

  /// Offset of the backing page's address, bits 51:12.
  public static final int BACKING_PAGE = 0xE0;

  /// Offset of the logical APIC ID table's address, bits 51:12.
  public static final int LOGICAL_TABLE = 0xF0;

  /// Offset of the physical APIC ID table's address, bits 51:12, and its highest index.
  public static final int PHYSICAL_TABLE = 0xF8;

  /// The address in each of the pointers: bits 51:12.
  public static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

  /// Clean bit 11: hardware may use AVIC fields it has cached.
  public static final long CLEAN_AVIC = 1L << 11;

  /// Virtual global interrupt flag.
  public static final long V_GIF = 1L << 9;

  /// Virtual interrupt masking: the guest's RFLAGS.IF masks virtual interrupts only.
  public static final long V_INTR_MASKING = 1L << 24;

  /// The virtual global interrupt flag is in use.
  public static final long V_GIF_ENABLE = 1L << 25;

  /// x2AVIC enabled.
  public static final long X2AVIC = 1L << 30;

  /// AVIC enabled.
  public static final long AVIC = 1L << 31;

  /// All fields of `int_ctl`.
  public static final StructureLayout LAYOUT =
      new StructureLayout(
          "VMCB int_ctl",
          32,
          List.of(
              new BitField("V_TPR", 0, 8, "virtual TPR; not used for delivery with AVIC"),
              new BitField("V_IRQ", 8, 1, "a virtual interrupt is pending; not used with AVIC"),
              new BitField("V_GIF", 9, 1, "virtual global interrupt flag"),
              new BitField("other", 10, 6, "fields that AVIC does not use"),
              new BitField("V_PRIO", 16, 4, "priority of the virtual interrupt"),
              new BitField("V_IGN_TPR", 20, 1, "the virtual interrupt ignores V_TPR"),
              new BitField("other", 21, 3, "fields that AVIC does not use"),
              new BitField("V_INTR_MASKING", 24, 1, "virtual interrupt masking"),
              new BitField("V_GIF_ENABLE", 25, 1, "the virtual GIF is in use"),
              new BitField("other", 26, 4, "fields that AVIC does not use"),
              new BitField("x2AVIC", 30, 1, "x2AVIC enabled"),
              new BitField("AVIC", 31, 1, "AVIC enabled")));

  private static final long INTERRUPT_SHADOW = 1;
  private static final long INTERRUPT_FLAG = 1L << 9;

  private VmcbInterruptControl() {}

  /// Whether the guest takes a virtual interrupt at the next instruction boundary: RFLAGS.IF is 1,
  /// there is no interrupt shadow, and the virtual GIF, if in use, is 1.
  public static boolean interruptible(long intControl, long intState, long guestFlags) {
    boolean masked = (intControl & V_GIF_ENABLE) != 0 && (intControl & V_GIF) == 0;
    return !masked && (intState & INTERRUPT_SHADOW) == 0 && (guestFlags & INTERRUPT_FLAG) != 0;
  }

  /// The highest index into the physical APIC ID table that the field at [#PHYSICAL_TABLE] gives:
  /// bits 8:0, with extended x2AVIC bits 11:0.
  public static int maximumIndex(long physicalTable, boolean extended) {
    return (int) (physicalTable & (extended ? 0xFFF : 0x1FF));
  }
}
