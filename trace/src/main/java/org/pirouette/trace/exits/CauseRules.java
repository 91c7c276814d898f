package org.pirouette.trace.exits;

import java.util.Optional;
import org.pirouette.trace.event.ApicRegister;
import org.pirouette.trace.event.ExitReason;
import org.pirouette.trace.event.HostHandler;

/// Decides what caused an exit, from its reason, vector or register, and from where the virtual
/// machine's interrupts come.
final class CauseRules {
  private static final int HYPERV_EOI = 0x40000070;
  private static final int HYPERV_INTERRUPT_COMMAND = 0x40000071;
  private static final int HYPERV_FIRST_TIMER = 0x400000b0;
  private static final int HYPERV_LAST_TIMER = 0x400000b7;

  private final VectorOrigins origins;

  CauseRules(VectorOrigins origins) {
    this.origins = origins;
  }

  /// The cause of exits.
  ///
  /// @param key see [ExitDetail]
  Cause cause(ExitReason reason, long key) {
    return switch (reason.family()) {
      case EXTERNAL_INTERRUPT -> externalInterrupt(key);
      case INTERRUPT_WINDOW -> Cause.INTERRUPT_WINDOW;
      case HALT -> Cause.HALT;
      case TIMER -> Cause.TIMER;
      case END_OF_INTERRUPT -> Cause.END_OF_INTERRUPT;
      case INTERPROCESSOR_INTERRUPT -> Cause.INTERPROCESSOR_INTERRUPT;
      case MSR -> modelSpecificRegister(key);
      case APIC -> apic(reason, key);
      case MEMORY ->
          switch (ExitDetail.type(key)) {
            case ExitDetail.APIC_READ, ExitDetail.APIC_WRITE ->
                register((int) ExitDetail.value(key));
            default -> Cause.OTHER;
          };
      case OTHER -> reason.name().startsWith("(not ") ? Cause.UNKNOWN : Cause.OTHER;
    };
  }

  /// What raised the interrupt that was injected after a halt; empty where none was.
  Optional<Cause> wokenBy(long key) {
    int injected = ExitDetail.injected(key);
    return injected < 0 ? Optional.empty() : Optional.of(origins.of(injected));
  }

  private Cause externalInterrupt(long key) {
    int injected = ExitDetail.injected(key);
    if (ExitDetail.type(key) == ExitDetail.HANDLER) {
      return switch (HostHandler.of((int) ExitDetail.value(key))) {
        case ASSIGNED_DEVICE, DOORBELL -> Cause.DEVICE_INTERRUPT;
        case HOST_TIMER, GUEST_TIMER -> Cause.TIMER;
        case IPI -> origins.usual();
        case OTHER -> Cause.HOST_INTERRUPT;
      };
    }
    if (ExitDetail.type(key) != ExitDetail.VECTOR) {
      if (injected >= 0) {
        return origins.of(injected);
      }
      return Cause.UNKNOWN_INTERRUPT;
    }
    int vector = (int) ExitDetail.value(key);
    return switch (vector) {
      case HostVectors.LOCAL_TIMER, HostVectors.LOCAL_TIMER_TO_4_14, 0xed -> Cause.TIMER;
      case HostVectors.RESCHEDULE -> kick(injected);
      case HostVectors.WAKEUP, HostVectors.POSTED_MSI -> Cause.HOST_INTERRUPT;
      case HostVectors.NOTIFICATION, HostVectors.NESTED_NOTIFICATION -> origins.usual();
      default -> HostVectors.isDevice(vector) ? device(injected) : Cause.HOST_INTERRUPT;
    };
  }

  /// Only an interrupt of the guest that this exit delivered tells that the device is the guest's.
  private Cause device(int injected) {
    if (injected < 0) {
      return Cause.DEVICE_VECTOR;
    }
    Cause origin = origins.of(injected);
    return origin == Cause.UNKNOWN_INTERRUPT ? Cause.DEVICE_INTERRUPT : origin;
  }

  /// KVM kicks a vCPU by the reschedule vector to make it take an interrupt, or for other requests.
  private Cause kick(int injected) {
    if (injected >= 0) {
      return origins.of(injected);
    }
    return origins.injectionsRecorded() ? Cause.HOST_INTERRUPT : origins.usual();
  }

  private static Cause modelSpecificRegister(long key) {
    if (ExitDetail.type(key) == ExitDetail.PLAIN) {
      return Cause.OTHER;
    }
    int index = (int) ExitDetail.value(key);
    int offset = ApicRegister.offsetOfMsr(ExitDetail.value(key));
    if (offset >= 0) {
      return register(offset);
    }
    if (index == ApicRegister.TSC_DEADLINE_MSR
        || (index >= HYPERV_FIRST_TIMER && index <= HYPERV_LAST_TIMER)) {
      return Cause.TIMER;
    }
    return switch (index) {
      case HYPERV_EOI -> Cause.END_OF_INTERRUPT;
      case HYPERV_INTERRUPT_COMMAND -> Cause.INTERPROCESSOR_INTERRUPT;
      default -> Cause.OTHER;
    };
  }

  /// With APICv, what still exits after a write is above all the interrupt command register.
  private static Cause apic(ExitReason reason, long key) {
    int type = ExitDetail.type(key);
    if (type == ExitDetail.APIC_READ || type == ExitDetail.APIC_WRITE) {
      return register((int) ExitDetail.value(key));
    }
    return reason.name().equals("APIC_WRITE") ? Cause.INTERPROCESSOR_INTERRUPT : Cause.OTHER;
  }

  private static Cause register(int offset) {
    return switch (offset) {
      case ApicRegister.END_OF_INTERRUPT -> Cause.END_OF_INTERRUPT;
      case ApicRegister.INTERRUPT_COMMAND,
          ApicRegister.INTERRUPT_COMMAND_HIGH,
          ApicRegister.SELF_INTERRUPT ->
          Cause.INTERPROCESSOR_INTERRUPT;
      case ApicRegister.TIMER,
          ApicRegister.TIMER_INITIAL_COUNT,
          ApicRegister.TIMER_CURRENT_COUNT,
          ApicRegister.TIMER_DIVIDE ->
          Cause.TIMER;
      default -> Cause.OTHER;
    };
  }
}
