package org.pirouette.workload.recording;

import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.x86.X86ExitReason;

/// Tells exits of one reason apart by the vector, MSR or APIC register that goes with them.
public final class ExitKinds {
  /// `RESCHEDULE_VECTOR`: how KVM kicks a vCPU out of the guest.
  static final int RESCHEDULE = 0xfd;

  /// `POSTED_INTR_VECTOR`.
  static final int NOTIFICATION = 0xf2;

  /// `POSTED_INTR_WAKEUP_VECTOR`.
  static final int WAKEUP = 0xf1;

  /// `LOCAL_TIMER_VECTOR`.
  static final int LOCAL_TIMER = 0xec;

  /// Linux' own vectors begin here; below are the devices'.
  private static final int FIRST_SYSTEM_VECTOR = 0xeb;

  static final int TSC_DEADLINE = 0x6e0;
  static final int X2APIC_EOI = 0x80b;
  static final int X2APIC_ICR = 0x830;
  static final int PAGE_EOI = 0xb0;
  static final int PAGE_ICR = 0x300;

  private ExitKinds() {}

  /// Whether the delivery mode decides how many of these exits there are.
  ///
  /// @param detail physical vector, MSR, or offset in the APIC page
  public static boolean ofDelivery(ExitReason reason, int detail) {
    return switch ((X86ExitReason) reason) {
      case EXTERNAL_INTERRUPT ->
          detail == RESCHEDULE || detail == NOTIFICATION || detail == WAKEUP || isDevice(detail);
      case INTERRUPT_WINDOW, TPR_BELOW_THRESHOLD, HLT, EOI_INDUCED -> true;
      case MSR_WRITE -> detail == X2APIC_EOI;
      case EPT_VIOLATION, EPT_MISCONFIG, APIC_ACCESS, APIC_WRITE -> detail == PAGE_EOI;
      default -> false;
    };
  }

  /// Whether KVM makes a vCPU leave the guest, or tells it of a posted interrupt, by this vector.
  static boolean kicks(int vector) {
    return vector == RESCHEDULE || vector == NOTIFICATION || vector == WAKEUP;
  }

  /// Stands for all vectors of devices: hosts number them as they like.
  public static final int DEVICE = 0xe0;

  /// The vector by which a recorded host interrupt is simulated: devices' vectors become [#DEVICE].
  static int simulatedVector(int hostVector) {
    if (hostVector < 0) {
      return LOCAL_TIMER;
    }
    return isDevice(hostVector) ? DEVICE : hostVector;
  }

  /// The detail under which exits are counted, the same for recorded and simulated ones.
  ///
  /// @param detail physical vector, MSR, or offset in the APIC page
  public static int row(ExitReason reason, int detail) {
    if (!distinguished(reason, detail)) {
      return 0;
    }
    return reason == X86ExitReason.EXTERNAL_INTERRUPT && isDevice(detail) ? DEVICE : detail;
  }

  private static boolean isDevice(int vector) {
    return vector < FIRST_SYSTEM_VECTOR;
  }

  /// Whether exits of this reason are worth a row of their own by this detail.
  private static boolean distinguished(ExitReason reason, int detail) {
    return switch ((X86ExitReason) reason) {
      case EXTERNAL_INTERRUPT -> true;
      case MSR_WRITE -> detail == X2APIC_EOI || detail == X2APIC_ICR || detail == TSC_DEADLINE;
      case EPT_VIOLATION, EPT_MISCONFIG, APIC_ACCESS, APIC_WRITE ->
          detail == PAGE_EOI || detail == PAGE_ICR;
      default -> false;
    };
  }

  /// The register of the local APIC that an exit wrote, as it is priced; 0 if it wrote none.
  static int register(ExitReason reason, int detail) {
    return reason == X86ExitReason.EXTERNAL_INTERRUPT ? 0 : row(reason, detail);
  }

  /// What the detail stands for; empty if nothing special.
  public static String words(ExitReason reason, int detail) {
    return switch ((X86ExitReason) reason) {
      case EXTERNAL_INTERRUPT ->
          switch (detail) {
            case RESCHEDULE -> "kick";
            case NOTIFICATION -> "notification";
            case WAKEUP -> "wakeup";
            case LOCAL_TIMER -> "timer";
            case 0xf6 -> "irq work";
            default -> isDevice(detail) ? "device" : "";
          };
      case MSR_WRITE ->
          switch (detail) {
            case X2APIC_EOI -> "EOI";
            case X2APIC_ICR -> "IPI";
            case TSC_DEADLINE -> "TSC deadline";
            default -> "";
          };
      case EPT_VIOLATION, EPT_MISCONFIG, APIC_ACCESS, APIC_WRITE ->
          detail == PAGE_EOI ? "EOI" : detail == PAGE_ICR ? "IPI" : "";
      default -> "";
    };
  }
}
