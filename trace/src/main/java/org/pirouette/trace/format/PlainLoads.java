package org.pirouette.trace.format;

import java.util.function.Function;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.FieldRole;
import org.pirouette.trace.event.RecordedEvent;

/// The fields of an event that need no more than to be copied. Which of them an event can have
/// follows from its kind; those that this recording lacks are set to what says so.
record PlainLoads(
    EventKind kind,
    FieldLoad vcpu,
    FieldLoad vector,
    FieldLoad target,
    FieldLoad address,
    FieldLoad data,
    FieldLoad write,
    FieldLoad interruptInformation) {

  /// @param loads gives where the field of a role is
  static PlainLoads of(EventKind kind, Function<FieldRole, FieldLoad> loads) {
    return new PlainLoads(
        kind,
        loads.apply(FieldRole.VCPU),
        loads.apply(FieldRole.VECTOR),
        loads.apply(FieldRole.TARGET),
        loads.apply(FieldRole.ADDRESS),
        loads.apply(FieldRole.DATA),
        loads.apply(FieldRole.WRITE),
        loads.apply(FieldRole.INTERRUPT_INFORMATION));
  }

  /// What a field holds that the record lacks.
  static long unsaid(FieldRole role) {
    return switch (role) {
      case VCPU, VECTOR, TARGET -> RecordedEvent.UNKNOWN;
      default -> 0;
    };
  }

  /// Whether a role means nothing but to copy the number.
  static boolean isPlain(FieldRole role) {
    return switch (role) {
      case VCPU, VECTOR, TARGET, ADDRESS, DATA, WRITE, INTERRUPT_INFORMATION, IGNORED -> true;
      case INFO1,
          INFO2,
          REASON,
          ISA,
          EXCEPTION_CLASS,
          MMIO_TYPE,
          INTERRUPT_COMMAND,
          PREVIOUS_STATE ->
          false;
    };
  }

  void decode(RecordedEvent event, long[] words, int at) {
    switch (kind) {
      case ENTRY -> {
        event.vcpu = (int) vcpu.value(words, at);
        event.interruptInformation = (int) interruptInformation.value(words, at);
      }
      case MSR, APIC, PIO -> {
        event.address = address.value(words, at);
        event.data = data.value(words, at);
        event.write = write.value(words, at) != 0;
      }
      default -> {
        event.vcpu = (int) vcpu.value(words, at);
        event.vector = (int) vector.value(words, at);
        event.target = (int) target.value(words, at);
        event.address = address.value(words, at);
        event.data = data.value(words, at);
        event.write = write.value(words, at) != 0;
      }
    }
  }
}
