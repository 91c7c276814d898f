package org.pirouette.model.amd;

/// The x2APIC registers that a guest reaches without an exit while x2AVIC is active, as Linux 6.12
/// opens them.
public final class X2AvicMsrs {
  /// MSR that rings the doorbell of the processor whose APIC ID is written.
  public static final int DOORBELL = 0xC001_011B;

  /// LVT timer; it stays intercepted, because hardware raises #GP when bit 18 (TSC-deadline mode)
  /// is written.
  public static final int LVT_TIMER = 0x832;

  private X2AvicMsrs() {}

  /// Whether the MSR is passed through.
  public static boolean passedThrough(int msr) {
    return switch (msr) {
      case 0x802,
          0x803,
          0x808,
          0x809,
          0x80A,
          0x80B,
          0x80C,
          0x80D,
          0x80E,
          0x80F,
          0x810,
          0x818,
          0x820,
          0x828,
          0x830,
          0x831,
          0x833,
          0x834,
          0x835,
          0x836,
          0x837,
          0x838,
          0x839,
          0x83E ->
          true;
      default -> false;
    };
  }
}
