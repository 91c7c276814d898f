package org.pirouette.model.intel;

/// Basic exit reasons that have to do with interrupts (SDM appendix C).
public enum ExitReason {
  EXTERNAL_INTERRUPT(1, Kind.FAULT_LIKE, "external interrupt"),
  INTERRUPT_WINDOW(7, Kind.FAULT_LIKE, "interrupt window"),
  NMI_WINDOW(8, Kind.FAULT_LIKE, "NMI window"),
  HLT(12, Kind.FAULT_LIKE, "HLT"),
  INVALID_GUEST_STATE(33, Kind.FAULT_LIKE, "VM-entry failure: invalid guest state"),
  MWAIT(36, Kind.FAULT_LIKE, "MWAIT"),
  TPR_BELOW_THRESHOLD(43, Kind.TRAP_LIKE, "TPR below threshold"),
  APIC_ACCESS(44, Kind.FAULT_LIKE, "APIC access"),
  VIRTUALIZED_EOI(45, Kind.TRAP_LIKE, "virtualized EOI"),
  PREEMPTION_TIMER(52, Kind.FAULT_LIKE, "VMX-preemption timer expired"),
  APIC_WRITE(56, Kind.TRAP_LIKE, "APIC write");

  /// When an exit happens relative to the instruction that causes it.
  public enum Kind {
    /// Before the instruction, or between two: RIP points at it and nothing of it has happened.
    FAULT_LIKE,
    /// After the instruction: RIP points behind it and its writes are in place.
    TRAP_LIKE
  }

  private final int number;
  private final Kind kind;
  private final String manualName;

  ExitReason(int number, Kind kind, String manualName) {
    this.number = number;
    this.kind = kind;
    this.manualName = manualName;
  }

  /// The number in the VMCS field "exit reason".
  public int number() {
    return number;
  }

  /// Fault-like or trap-like.
  public Kind kind() {
    return kind;
  }

  /// The manual's words for it.
  public String manualName() {
    return manualName;
  }
}
