package org.pirouette.trace.event;

/// Fills a [RecordedEvent] field by field, for recordings that name their fields.
///
/// Between the first [#set] and [#complete] an exit keeps its raw reason in `address` and the
/// instruction set in `data`.
public final class EventFields {
  private static final int VALID = 1 << 31;
  private static final int VECTOR_MASK = 0xff;

  /// KVM's number for an arm64 exit that is a trap, whose exception class tells more.
  private static final int ARM_TRAP = 2;

  /// In the place of the instruction set: neither Intel's nor AMD's, numbers without a table.
  public static final int FOREIGN = 3;

  private EventFields() {}

  /// Sets what one field says.
  public static void set(RecordedEvent event, FieldRole role, long value) {
    switch (role) {
      case VCPU -> event.vcpu = (int) value;
      case REASON -> event.address = value;
      case ISA -> event.data = value;
      case EXCEPTION_CLASS -> event.info1 = value;
      case INFO1 -> event.info1 = value;
      case INFO2 -> event.info2 = value;
      case INTERRUPT_INFORMATION -> event.interruptInformation = (int) value;
      case VECTOR -> event.vector = (int) value;
      case TARGET -> event.target = (int) value;
      case ADDRESS -> event.address = value;
      case DATA -> event.data = value;
      case WRITE -> event.write = value != 0;
      case MMIO_TYPE -> event.write = value == 2;
      case INTERRUPT_COMMAND -> {
        event.data = value;
        event.vector = (int) value & VECTOR_MASK;
      }
      case PREVIOUS_STATE -> event.data = runnable(value) ? 1 : 0;
      case IGNORED -> {}
    }
  }

  /// Derives what the fields together say, once all are set.
  ///
  /// @param arm whether the recording's kvm_exit has arm64's fields
  /// @param vectorInSecondInfo whether it is so old that `info2` is the interruption information
  public static void complete(
      RecordedEvent event, ReasonDictionary reasons, boolean arm, boolean vectorInSecondInfo) {
    switch (event.kind) {
      case EXIT -> {
        event.reason = arm ? armReason(event, reasons) : x86Reason(event, reasons);
        if (vectorInSecondInfo) {
          event.interruptInformation = (int) event.info2;
        }
        setVector(event);
      }
      case MSI_SET_IRQ -> setMessage(event);
      default -> {}
    }
  }

  /// Takes the vector of an exit by external interrupt from the interruption information.
  ///
  /// SDM 3C 26.9.2: bits 7:0 vector, bit 31 valid.
  public static void setVector(RecordedEvent event) {
    if (event.reason.family() == ExitFamily.EXTERNAL_INTERRUPT
        && (event.interruptInformation & VALID) != 0) {
      event.vector = event.interruptInformation & VECTOR_MASK;
    }
  }

  /// Takes vector and destination out of a message-signalled interrupt (SDM 3A 12.11).
  private static void setMessage(RecordedEvent event) {
    event.vector = (int) event.data & VECTOR_MASK;
    event.target = (int) (event.address >>> 12) & 0xff | (int) (event.address >>> 32) & 0xffffff00;
  }

  private static ExitReason x86Reason(RecordedEvent event, ReasonDictionary reasons) {
    long code = event.address & 0xffffffffL;
    long table = event.data;
    event.address = 0;
    event.data = 0;
    if (table == FOREIGN) {
      return reasons.byCode(Architecture.UNKNOWN, code);
    }
    return table == 2
        ? reasons.byCode(Architecture.SVM, code)
        : reasons.byCode(Architecture.VMX, code & 0xffff);
  }

  private static ExitReason armReason(RecordedEvent event, ReasonDictionary reasons) {
    long kind = event.address & 0x7fffffff;
    long exceptionClass = event.info1 & 0x3f;
    event.address = 0;
    return kind == ARM_TRAP
        ? reasons.byCode(Architecture.ARM64, ReasonDictionary.ARM_CLASS | exceptionClass)
        : reasons.byCode(Architecture.ARM64, kind);
  }

  /// Linux: the state is 0 (TASK_RUNNING), or has the flag "preempted" above the reported bits.
  private static boolean runnable(long state) {
    return (state & 0xff) == 0;
  }
}
