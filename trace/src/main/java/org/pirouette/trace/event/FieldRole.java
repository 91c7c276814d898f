package org.pirouette.trace.event;

/// What a field of a tracepoint's format is to a [RecordedEvent].
public enum FieldRole {
  /// [RecordedEvent#vcpu].
  VCPU,
  /// Number of the exit reason (VMX and SVM), or arm64's kind of exit.
  REASON,
  /// Which table the reason belongs to: 1 VMX, 2 SVM.
  ISA,
  /// Arm exception class of a trap.
  EXCEPTION_CLASS,
  /// [RecordedEvent#info1].
  INFO1,
  /// [RecordedEvent#info2].
  INFO2,
  /// [RecordedEvent#interruptInformation].
  INTERRUPT_INFORMATION,
  /// [RecordedEvent#vector].
  VECTOR,
  /// [RecordedEvent#target].
  TARGET,
  /// [RecordedEvent#address].
  ADDRESS,
  /// [RecordedEvent#data].
  DATA,
  /// [RecordedEvent#write].
  WRITE,
  /// Type of an MMIO access: 2 is a write.
  MMIO_TYPE,
  /// Low half of the interrupt command register.
  INTERRUPT_COMMAND,
  /// State in which the scheduler leaves the previous thread: 0 is runnable, and the flag that it
  /// was preempted.
  PREVIOUS_STATE,
  /// Not looked at.
  IGNORED;

  /// The role of a field.
  ///
  /// @param kind the event
  /// @param field the field's name in the event's format
  public static FieldRole of(EventKind kind, String field) {
    return switch (kind) {
      case ENTRY, EXIT -> ofExit(field);
      case INJECT_VIRQ ->
          switch (field) {
            case "vector", "irq" -> VECTOR;
            case "reinjected" -> WRITE;
            default -> IGNORED;
          };
      case APIC_ACCEPT_IRQ, APICV_ACCEPT_IRQ, EOI ->
          switch (field) {
            case "vec", "vector" -> VECTOR;
            case "apicid" -> TARGET;
            default -> IGNORED;
          };
      case MSI_SET_IRQ ->
          switch (field) {
            case "address" -> ADDRESS;
            case "data" -> DATA;
            default -> IGNORED;
          };
      case APIC_IPI ->
          switch (field) {
            case "icr_low" -> INTERRUPT_COMMAND;
            case "dest_id" -> TARGET;
            default -> IGNORED;
          };
      case MSR ->
          switch (field) {
            case "write" -> WRITE;
            case "ecx" -> ADDRESS;
            case "data" -> DATA;
            default -> IGNORED;
          };
      case APIC ->
          switch (field) {
            case "rw" -> WRITE;
            case "reg" -> ADDRESS;
            case "val" -> DATA;
            default -> IGNORED;
          };
      case VCPU_WAKEUP ->
          switch (field) {
            case "ns" -> DATA;
            case "waited" -> WRITE;
            default -> IGNORED;
          };
      case HALT_POLL ->
          switch (field) {
            case "new" -> DATA;
            case "vcpu_id" -> VCPU;
            default -> IGNORED;
          };
      case IRQ_VECTOR_ENTRY, IRQ_VECTOR_EXIT -> field.equals("vector") ? VECTOR : IGNORED;
      case SCHED_SWITCH ->
          switch (field) {
            case "next_pid" -> TARGET;
            case "prev_state" -> PREVIOUS_STATE;
            default -> IGNORED;
          };
      case SCHED_WAKING, SCHED_WAKEUP -> field.equals("pid") ? TARGET : IGNORED;
      case USERSPACE_EXIT -> field.equals("reason") ? DATA : IGNORED;
      case PAGE_FAULT ->
          switch (field) {
            case "fault_address" -> ADDRESS;
            case "error_code" -> DATA;
            case "vcpu_id" -> VCPU;
            default -> IGNORED;
          };
      case MMIO ->
          switch (field) {
            case "gpa" -> ADDRESS;
            case "val" -> DATA;
            case "type" -> MMIO_TYPE;
            default -> IGNORED;
          };
      case PIO ->
          switch (field) {
            case "port" -> ADDRESS;
            case "val" -> DATA;
            case "rw" -> WRITE;
            default -> IGNORED;
          };
      case APICV_INHIBIT ->
          switch (field) {
            case "inhibits" -> DATA;
            case "set" -> WRITE;
            default -> IGNORED;
          };
      case IRTE_UPDATE ->
          switch (field) {
            case "vcpu_id" -> TARGET;
            case "gvec" -> VECTOR;
            case "set" -> WRITE;
            default -> IGNORED;
          };
      case AVIC_INCOMPLETE_IPI, AVIC_UNACCELERATED ->
          switch (field) {
            case "vcpu", "vcpu_id", "vcpuid" -> VCPU;
            case "id", "offset" -> ADDRESS;
            case "rw" -> WRITE;
            default -> IGNORED;
          };
      case SET_IRQ,
          AVIC_GA_LOG,
          ENTERS,
          LEAVES,
          HOST_HANDLER,
          IPI_SEND,
          IPI_RAISE,
          IPI_ENTRY,
          OTHER ->
          IGNORED;
    };
  }

  private static FieldRole ofExit(String field) {
    return switch (field) {
      case "vcpu_id" -> VCPU;
      // x86, arm64; RISC-V, PowerPC, s390, MIPS and LoongArch
      case "exit_reason", "ret", "scause", "exit_nr", "trap", "icptcode", "reason" -> REASON;
      case "isa" -> ISA;
      case "esr_ec" -> EXCEPTION_CLASS;
      case "info1" -> INFO1;
      case "info2" -> INFO2;
      case "intr_info" -> INTERRUPT_INFORMATION;
      default -> IGNORED;
    };
  }
}
