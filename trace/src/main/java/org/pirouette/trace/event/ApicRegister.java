package org.pirouette.trace.event;

import java.util.Map;

/// The registers of the local APIC that matter for interrupts, by the offset in its page (SDM 3A,
/// table 12-1). In x2APIC mode the register at offset `n` is the MSR 800h + n / 10h.
public final class ApicRegister {
  /// Task priority.
  public static final int TASK_PRIORITY = 0x80;

  /// End of interrupt.
  public static final int END_OF_INTERRUPT = 0xb0;

  /// Interrupt command: sends interprocessor interrupts.
  public static final int INTERRUPT_COMMAND = 0x300;

  /// Interrupt command, high half.
  public static final int INTERRUPT_COMMAND_HIGH = 0x310;

  /// Timer entry of the local vector table.
  public static final int TIMER = 0x320;

  /// Initial count of the timer.
  public static final int TIMER_INITIAL_COUNT = 0x380;

  /// Current count of the timer.
  public static final int TIMER_CURRENT_COUNT = 0x390;

  /// Divide configuration of the timer.
  public static final int TIMER_DIVIDE = 0x3e0;

  /// Self-IPI, in x2APIC mode.
  public static final int SELF_INTERRUPT = 0x3f0;

  /// First MSR of x2APIC mode.
  public static final int FIRST_MSR = 0x800;

  /// Last MSR of x2APIC mode.
  public static final int LAST_MSR = 0x8ff;

  /// The MSR that arms the timer with a value of the time-stamp counter (IA32_TSC_DEADLINE).
  public static final int TSC_DEADLINE_MSR = 0x6e0;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0x20, "ID"),
          Map.entry(0x30, "LVR"),
          Map.entry(0x80, "TASKPRI"),
          Map.entry(0x90, "ARBPRI"),
          Map.entry(0xa0, "PROCPRI"),
          Map.entry(0xb0, "EOI"),
          Map.entry(0xc0, "RRR"),
          Map.entry(0xd0, "LDR"),
          Map.entry(0xe0, "DFR"),
          Map.entry(0xf0, "SPIV"),
          Map.entry(0x100, "ISR"),
          Map.entry(0x180, "TMR"),
          Map.entry(0x200, "IRR"),
          Map.entry(0x280, "ESR"),
          Map.entry(0x300, "ICR"),
          Map.entry(0x310, "ICR2"),
          Map.entry(0x320, "LVTT"),
          Map.entry(0x330, "LVTTHMR"),
          Map.entry(0x340, "LVTPC"),
          Map.entry(0x350, "LVT0"),
          Map.entry(0x360, "LVT1"),
          Map.entry(0x370, "LVTERR"),
          Map.entry(0x380, "TMICT"),
          Map.entry(0x390, "TMCCT"),
          Map.entry(0x3e0, "TDCR"),
          Map.entry(0x3f0, "SELF_IPI"),
          Map.entry(0x400, "EFEAT"),
          Map.entry(0x410, "ECTRL"));

  private static final Map<Integer, String> MSR_NAMES =
      Map.ofEntries(
          Map.entry(0x10, "TSC"),
          Map.entry(0x1b, "APIC_BASE"),
          Map.entry(0x3b, "TSC_ADJUST"),
          Map.entry(0x48, "SPEC_CTRL"),
          Map.entry(0x49, "PRED_CMD"),
          Map.entry(0x38f, "PERF_GLOBAL_CTRL"),
          Map.entry(0x6e0, "TSC_DEADLINE"),
          Map.entry(0xc0000080, "EFER"),
          Map.entry(0xc0000100, "FS_BASE"),
          Map.entry(0xc0000101, "GS_BASE"),
          Map.entry(0xc0000102, "KERNEL_GS_BASE"),
          Map.entry(0x40000070, "HV_EOI"),
          Map.entry(0x40000071, "HV_ICR"),
          Map.entry(0x40000072, "HV_TPR"),
          Map.entry(0x40000084, "HV_EOM"),
          Map.entry(0x400000b0, "HV_STIMER0_CONFIG"),
          Map.entry(0x400000b1, "HV_STIMER0_COUNT"),
          Map.entry(0x4b564d04, "KVM_PV_EOI"));

  private ApicRegister() {}

  /// The register's name as KVM prints it after "APIC_", or null.
  public static @org.jspecify.annotations.Nullable String name(int offset) {
    return NAMES.get(offset);
  }

  /// The offset of a register, -1 for an unknown name.
  ///
  /// @param printed with "APIC_" in front, as KVM prints it
  public static int offset(String printed) {
    String name = printed.startsWith("APIC_") ? printed.substring("APIC_".length()) : printed;
    for (Map.Entry<Integer, String> entry : NAMES.entrySet()) {
      if (entry.getValue().equals(name)) {
        return entry.getKey();
      }
    }
    return -1;
  }

  /// The offset of the register that an MSR stands for, -1 if it is none of the local APIC.
  public static int offsetOfMsr(long index) {
    return index >= FIRST_MSR && index <= LAST_MSR ? (int) (index - FIRST_MSR) << 4 : -1;
  }

  /// What to call an MSR: "EOI (80b)", "TSC_DEADLINE (6e0)", "c0000080".
  public static String msrName(long index) {
    int offset = offsetOfMsr(index);
    String name = offset >= 0 ? name(offset) : MSR_NAMES.get((int) index);
    String number = Long.toHexString(index & 0xffffffffL);
    return name == null ? number : name + " (" + number + ")";
  }
}
