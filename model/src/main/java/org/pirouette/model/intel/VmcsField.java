package org.pirouette.model.intel;

/// The VMCS fields that have to do with interrupts (SDM appendix B).
public enum VmcsField {
  POSTED_NOTIFICATION_VECTOR(0x0002, "posted-interrupt notification vector"),
  LAST_PID_POINTER_INDEX(0x0008, "last PID-pointer index"),
  GUEST_INTERRUPT_STATUS(0x0810, "guest interrupt status"),
  VIRTUAL_APIC_ADDRESS(0x2012, "virtual-APIC address"),
  APIC_ACCESS_ADDRESS(0x2014, "APIC-access address"),
  POSTED_DESCRIPTOR_ADDRESS(0x2016, "posted-interrupt descriptor address"),
  EOI_EXIT_BITMAP_0(0x201C, "EOI-exit bitmap, vectors 0 to 63"),
  EOI_EXIT_BITMAP_1(0x201E, "EOI-exit bitmap, vectors 64 to 127"),
  EOI_EXIT_BITMAP_2(0x2020, "EOI-exit bitmap, vectors 128 to 191"),
  EOI_EXIT_BITMAP_3(0x2022, "EOI-exit bitmap, vectors 192 to 255"),
  TERTIARY_CONTROLS(0x2034, "tertiary processor-based controls"),
  PID_POINTER_TABLE(0x2042, "PID-pointer table address"),
  PIN_BASED_CONTROLS(0x4000, "pin-based controls"),
  PRIMARY_CONTROLS(0x4002, "primary processor-based controls"),
  EXIT_CONTROLS(0x400C, "VM-exit controls"),
  TPR_THRESHOLD(0x401C, "TPR threshold"),
  SECONDARY_CONTROLS(0x401E, "secondary processor-based controls"),
  EXIT_INTERRUPTION_INFORMATION(0x4404, "VM-exit interruption information");

  private final int encoding;
  private final String manualName;

  VmcsField(int encoding, String manualName) {
    this.encoding = encoding;
    this.manualName = manualName;
  }

  /// The encoding that VMREAD and VMWRITE take.
  public int encoding() {
    return encoding;
  }

  /// The manual's words for it.
  public String manualName() {
    return manualName;
  }

  /// Bits of the field: 16, 32 or 64, by bits 14:13 of the encoding.
  public int width() {
    return switch (encoding >> 13 & 3) {
      case 0 -> 16;
      case 2 -> 32;
      default -> 64;
    };
  }
}
