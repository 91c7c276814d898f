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
  CPUID(10, Kind.INSTRUCTION),
  /// HLT.
  HLT(12, Kind.HALT),
  /// VMCALL.
  VMCALL(18, Kind.INSTRUCTION),
  /// CR access, also CR8 without a TPR shadow.
  CR_ACCESS(28, Kind.INSTRUCTION),
  /// DR access.
  DR_ACCESS(29, Kind.INSTRUCTION),
  /// IN or OUT.
  IO_INSTRUCTION(30, Kind.INSTRUCTION),
  /// RDMSR.
  MSR_READ(31, Kind.INSTRUCTION),
  /// WRMSR: in x2APIC mode also EOI (80Bh), ICR (830h) and the TSC deadline (6E0h).
  MSR_WRITE(32, Kind.SYSTEM_REGISTER),
  /// MWAIT.
  MWAIT_INSTRUCTION(36, Kind.INSTRUCTION),
  /// PAUSE.
  PAUSE_INSTRUCTION(40, Kind.INSTRUCTION),
  /// TPR fell below its threshold.
  TPR_BELOW_THRESHOLD(43, Kind.PRIORITY_WINDOW),
  /// Access to the APIC page.
  APIC_ACCESS(44, Kind.CONTROLLER),
  /// Virtualized EOI of a vector whose bit in the EOI-exit bitmap is set.
  EOI_INDUCED(45, Kind.END_OF_INTERRUPT),
  /// EPT violation; without APICv in xAPIC mode also each access to the APIC page.
  EPT_VIOLATION(48, Kind.MEMORY),
  /// EPT misconfiguration: MMIO.
  EPT_MISCONFIG(49, Kind.MEMORY),
  /// The VMX preemption timer expired.
  PREEMPTION_TIMER(52, Kind.GUEST_TIMER),
  /// Write to the APIC page that the processor left to the hypervisor.
  APIC_WRITE(56, Kind.CONTROLLER),
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

  @Override
  public Meaning meaning(int detail) {
    if (kind == Kind.HOST_INTERRUPT) {
      return HostVector.meaning(detail);
    }
    return kind.isRegister()
        ? ApicRegister.meaning(detail, kind == Kind.SYSTEM_REGISTER)
        : Meaning.NOTHING;
  }

  @Override
  public String words(int detail) {
    return switch (meaning(detail)) {
      case DEVICE -> "device";
      case KICK -> "kick";
      case NOTIFICATION -> "notification";
      case WAKEUP -> "wakeup";
      case HOST_TIMER -> "timer";
      case END_OF_INTERRUPT -> "EOI";
      case SEND_IPI -> "IPI";
      case ARM_TIMER -> "TSC deadline";
      case NOTHING ->
          kind == Kind.HOST_INTERRUPT && detail == HostVector.IRQ_WORK ? "irq work" : "";
    };
  }

  @Override
  public int recordedDetail(int interrupt, int systemRegister, long address) {
    return switch (kind) {
      case HOST_INTERRUPT -> Math.max(0, interrupt);
      case SYSTEM_REGISTER -> Math.max(0, systemRegister);
      case CONTROLLER, MEMORY -> ApicRegister.offset(address);
      case INTERRUPT_WINDOW,
          PRIORITY_WINDOW,
          HALT,
          GUEST_TIMER,
          END_OF_INTERRUPT,
          INSTRUCTION,
          OTHER ->
          0;
    };
  }
}
