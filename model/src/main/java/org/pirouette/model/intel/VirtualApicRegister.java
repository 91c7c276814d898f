package org.pirouette.model.intel;

/// The registers of the virtual-APIC page, each in the low four bytes of 16 (SDM 29.1.1; names with
/// a V stand for the virtual register).
///
/// ```text virtual-APIC page
/// 020h        ID               local APIC ID
/// 030h        VERSION          local APIC version
/// 080h        VTPR             task priority
/// 090h        APR              arbitration priority
/// 0A0h        VPPR             processor priority
/// 0B0h        VEOI             end of interrupt
/// 0C0h        RRD              remote read
/// 0D0h        LDR              logical destination
/// 0E0h        DFR              destination format
/// 0F0h        SVR              spurious-interrupt vector
/// 100h-170h   VISR             in service, a bit a vector
/// 180h-1F0h   TMR              trigger mode, a bit a vector
/// 200h-270h   VIRR             requested, a bit a vector
/// 280h        ESR              error status
/// 2F0h        LVT_CMCI         local vector: corrected machine check
/// 300h        VICR_LO          interrupt command, low half
/// 310h        VICR_HI          interrupt command, high half
/// 320h        LVT_TIMER        local vector: timer
/// 330h        LVT_THERMAL      local vector: thermal monitor
/// 340h        LVT_PERFORMANCE  local vector: performance counter
/// 350h        LVT_LINT0        local vector: LINT0
/// 360h        LVT_LINT1        local vector: LINT1
/// 370h        LVT_ERROR        local vector: error
/// 380h        INITIAL_COUNT    timer initial count
/// 390h        CURRENT_COUNT    timer current count
/// 3E0h        DIVIDE           timer divide configuration
/// 3F0h        SELF_IPI         self IPI, x2APIC mode only
/// ```
public enum VirtualApicRegister {
  ID(0x020, 1, "local APIC ID"),
  VERSION(0x030, 1, "local APIC version"),
  VTPR(0x080, 1, "task priority"),
  APR(0x090, 1, "arbitration priority"),
  VPPR(0x0A0, 1, "processor priority"),
  VEOI(0x0B0, 1, "end of interrupt"),
  RRD(0x0C0, 1, "remote read"),
  LDR(0x0D0, 1, "logical destination"),
  DFR(0x0E0, 1, "destination format"),
  SVR(0x0F0, 1, "spurious-interrupt vector"),
  VISR(0x100, 8, "in service, a bit a vector"),
  TMR(0x180, 8, "trigger mode, a bit a vector"),
  VIRR(0x200, 8, "requested, a bit a vector"),
  ESR(0x280, 1, "error status"),
  LVT_CMCI(0x2F0, 1, "local vector: corrected machine check"),
  VICR_LO(0x300, 1, "interrupt command, low half"),
  VICR_HI(0x310, 1, "interrupt command, high half"),
  LVT_TIMER(0x320, 1, "local vector: timer"),
  LVT_THERMAL(0x330, 1, "local vector: thermal monitor"),
  LVT_PERFORMANCE(0x340, 1, "local vector: performance counter"),
  LVT_LINT0(0x350, 1, "local vector: LINT0"),
  LVT_LINT1(0x360, 1, "local vector: LINT1"),
  LVT_ERROR(0x370, 1, "local vector: error"),
  INITIAL_COUNT(0x380, 1, "timer initial count"),
  CURRENT_COUNT(0x390, 1, "timer current count"),
  DIVIDE(0x3E0, 1, "timer divide configuration"),
  SELF_IPI(0x3F0, 1, "self IPI, x2APIC mode only");

  private final int offset;
  private final int count;
  private final String meaning;

  VirtualApicRegister(int offset, int count, String meaning) {
    this.offset = offset;
    this.count = count;
    this.meaning = meaning;
  }

  /// The page as a table: offset of the first byte, name, meaning. Lines end with a line feed.
  public static String picture() {
    StringBuilder table = new StringBuilder();
    for (VirtualApicRegister register : values()) {
      int last = register.offset + 16 * (register.count - 1);
      String offsets =
          register.count == 1
              ? "%03Xh".formatted(register.offset)
              : "%03Xh-%03Xh".formatted(register.offset, last);
      table.append("%-10s  %-15s  %s\n".formatted(offsets, register, register.meaning));
    }
    return table.toString();
  }

  /// Offset in the page, in bytes, of the first register.
  public int offset() {
    return offset;
  }

  /// Number of 32-bit registers, 16 bytes apart: 8 for the bitmaps, else 1.
  public int count() {
    return count;
  }

  /// One clause for a reader without the manual.
  public String meaning() {
    return meaning;
  }

  /// The x2APIC MSR of the first register: 800h + offset / 16.
  public int msr() {
    return 0x800 + (offset >> 4);
  }

  /// Whether a page offset lies in the 32 bits of one of these registers.
  public boolean covers(int pageOffset) {
    return pageOffset >= offset && pageOffset < offset + 16 * count && (pageOffset & 0xC) == 0;
  }
}
