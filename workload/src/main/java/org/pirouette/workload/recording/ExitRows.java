package org.pirouette.workload.recording;

import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.ExitReason.Kind;
import org.pirouette.protocol.kvm.ExitReason.Meaning;

/// In which row exits are counted, recorded and simulated ones alike: by reason, and by the detail
/// where that matters to interrupt delivery.
public final class ExitRows {
  private ExitRows() {}

  /// The detail under which exits are counted; 0 where exits of the reason are not told apart. All
  /// devices are one.
  public static int row(Architecture architecture, ExitReason reason, int detail) {
    if (reason.kind() == Kind.HOST_INTERRUPT) {
      return interrupt(architecture, detail);
    }
    return reason.meaning(detail) == Meaning.NOTHING ? 0 : detail;
  }

  /// The register of the interrupt controller or the timer that an exit wrote, as it is priced; 0
  /// if it wrote none.
  static int register(ExitReason reason, int detail) {
    return reason.kind().isRegister() && reason.meaning(detail) != Meaning.NOTHING ? detail : 0;
  }

  /// The interrupt by which a recorded one of the host is simulated; without a number it is the
  /// timer's.
  static int simulatedInterrupt(Architecture architecture, int recorded) {
    return recorded < 0 ? architecture.timerInterrupt() : interrupt(architecture, recorded);
  }

  private static int interrupt(Architecture architecture, int number) {
    return architecture.meaning(number) == Meaning.DEVICE
        ? architecture.anyDeviceInterrupt()
        : number;
  }

  /// Whether KVM makes a vCPU leave the guest, or tells it of a posted interrupt, by this
  /// interrupt.
  static boolean kicks(Architecture architecture, int interrupt) {
    return switch (architecture.meaning(interrupt)) {
      case KICK, NOTIFICATION, WAKEUP -> true;
      case NOTHING, DEVICE, HOST_TIMER, END_OF_INTERRUPT, SEND_IPI, ARM_TIMER -> false;
    };
  }
}
