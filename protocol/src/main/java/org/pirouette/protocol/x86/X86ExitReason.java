package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.ExitReason;

/// The exit reasons that the programs use or a recording may carry over, with the names that KVM
/// prints on Intel hosts (SDM 3D appendix C, Linux `VMX_EXIT_REASONS`).
public enum X86ExitReason implements ExitReason {
  /// An external interrupt that is not the posted-interrupt notification.
  EXTERNAL_INTERRUPT(1, Kind.HOST_INTERRUPT),
  /// The guest can take an interrupt again and the hypervisor asked to be told.
  INTERRUPT_WINDOW(7, Kind.INTERRUPT_WINDOW),
  /// CPUID.
  CPUID(10, Kind.OTHER),
  /// HLT.
  HLT(12, Kind.HALT),
  /// VMCALL.
  VMCALL(18, Kind.OTHER),
  /// CR access, also CR8 without a TPR shadow.
  CR_ACCESS(28, Kind.OTHER),
  /// DR access.
  DR_ACCESS(29, Kind.OTHER),
  /// IN or OUT.
  IO_INSTRUCTION(30, Kind.OTHER),
  /// RDMSR.
  MSR_READ(31, Kind.OTHER),
  /// WRMSR: in x2APIC mode also EOI (80Bh), ICR (830h) and the TSC deadline (6E0h).
  MSR_WRITE(32, Kind.REGISTER),
  /// MWAIT.
  MWAIT_INSTRUCTION(36, Kind.OTHER),
  /// PAUSE.
  PAUSE_INSTRUCTION(40, Kind.OTHER),
  /// TPR fell below its threshold.
  TPR_BELOW_THRESHOLD(43, Kind.PRIORITY_WINDOW),
  /// Access to the APIC page.
  APIC_ACCESS(44, Kind.REGISTER),
  /// Virtualized EOI of a vector whose bit in the EOI-exit bitmap is set.
  EOI_INDUCED(45, Kind.END_OF_INTERRUPT),
  /// EPT violation; without APICv in xAPIC mode also each access to the APIC page.
  EPT_VIOLATION(48, Kind.REGISTER),
  /// EPT misconfiguration: MMIO.
  EPT_MISCONFIG(49, Kind.REGISTER),
  /// The VMX preemption timer expired.
  PREEMPTION_TIMER(52, Kind.GUEST_TIMER),
  /// Write to the APIC page that the processor left to the hypervisor.
  APIC_WRITE(56, Kind.REGISTER),
  /// Anything else.
  OTHER(-1, Kind.OTHER);

  private final int number;
  private final Kind kind;

  X86ExitReason(int number, Kind kind) {
    this.number = number;
    this.kind = kind;
  }

  /// Basic exit reason (SDM 3D appendix C), or -1 for [#OTHER].
  public int number() {
    return number;
  }

  @Override
  public Kind kind() {
    return kind;
  }
}
