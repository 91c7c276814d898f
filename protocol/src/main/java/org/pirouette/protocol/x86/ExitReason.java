package org.pirouette.protocol.x86;

/// Why a guest left non-root mode: the basic exit reasons that the programs use or a recording may
/// carry over, with the names that KVM prints (SDM 3D appendix C, Linux `VMX_EXIT_REASONS`).
public enum ExitReason {
  /// An external interrupt that is not the posted-interrupt notification.
  EXTERNAL_INTERRUPT(1),
  /// The guest can take an interrupt again and the hypervisor asked to be told.
  INTERRUPT_WINDOW(7),
  /// CPUID.
  CPUID(10),
  /// HLT.
  HLT(12),
  /// VMCALL.
  VMCALL(18),
  /// CR access, also CR8 without a TPR shadow.
  CR_ACCESS(28),
  /// DR access.
  DR_ACCESS(29),
  /// IN or OUT.
  IO_INSTRUCTION(30),
  /// RDMSR.
  MSR_READ(31),
  /// WRMSR: in x2APIC mode also EOI (80Bh), ICR (830h) and the TSC deadline (6E0h).
  MSR_WRITE(32),
  /// MWAIT.
  MWAIT_INSTRUCTION(36),
  /// PAUSE.
  PAUSE_INSTRUCTION(40),
  /// TPR fell below its threshold.
  TPR_BELOW_THRESHOLD(43),
  /// Access to the APIC page.
  APIC_ACCESS(44),
  /// Virtualized EOI of a vector whose bit in the EOI-exit bitmap is set.
  EOI_INDUCED(45),
  /// EPT violation; without APICv in xAPIC mode also each access to the APIC page.
  EPT_VIOLATION(48),
  /// EPT misconfiguration: MMIO.
  EPT_MISCONFIG(49),
  /// The VMX preemption timer expired.
  PREEMPTION_TIMER(52),
  /// Write to the APIC page that the processor left to the hypervisor.
  APIC_WRITE(56),
  /// Anything else.
  OTHER(-1);

  private final int number;

  ExitReason(int number) {
    this.number = number;
  }

  /// Basic exit reason (SDM 3D appendix C), or -1 for [#OTHER].
  public int number() {
    return number;
  }
}
