package org.pirouette.protocol.arm;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.ExitReason;

/// The host's physical interrupts, as numbers below 256 that stand for INTIDs: SGIs and PPIs, then
/// the doorbell LPI of each vPE, then the LPI of each device.
public final class HostIrq {
  /// IPI_RESCHEDULE: SGI 0. (Number 0 stands for none.)
  public static final int RESCHEDULE = 1;

  /// IPI_CALL_FUNC: SGI 1.
  public static final int CALL_FUNCTION = 2;

  /// The host's timer: a PPI.
  public static final int TIMER = 3;

  /// The maintenance interrupt of the virtual CPU interface: PPI 25.
  public static final int MAINTENANCE = 4;

  /// The virtual timer of the guest that runs: PPI 27, which the host takes.
  public static final int GUEST_TIMER = 5;

  /// The doorbell of vPE 0.
  public static final int FIRST_DOORBELL = 16;

  /// The LPI of device 0.
  public static final int FIRST_DEVICE = 136;

  /// Above all numbers.
  public static final int COUNT = 256;

  /// vPEs that can have a doorbell, and devices that can have an LPI.
  public static final int EACH = FIRST_DEVICE - FIRST_DOORBELL;

  private HostIrq() {}

  /// The doorbell of a vPE.
  public static int doorbell(int v) {
    return FIRST_DOORBELL + v;
  }

  /// The LPI of a device.
  public static int device(int d) {
    return FIRST_DEVICE + d;
  }

  /// Whether it is the doorbell of a vPE.
  public static boolean isDoorbell(int irq) {
    return irq >= FIRST_DOORBELL && irq < FIRST_DEVICE;
  }

  /// What it is for.
  static ExitReason.Meaning meaning(int irq) {
    if (isDoorbell(irq)) {
      return ExitReason.Meaning.WAKEUP;
    }
    if (irq >= FIRST_DEVICE) {
      return ExitReason.Meaning.DEVICE;
    }
    return switch (irq) {
      case RESCHEDULE -> ExitReason.Meaning.KICK;
      case TIMER, GUEST_TIMER -> ExitReason.Meaning.HOST_TIMER;
      default -> ExitReason.Meaning.NOTHING;
    };
  }

  /// What it is, for charts.
  public static String name(int irq) {
    return switch (irq) {
      case RESCHEDULE -> "IPI reschedule";
      case CALL_FUNCTION -> "IPI call function";
      case TIMER -> "timer PPI";
      case MAINTENANCE -> "maintenance PPI";
      case GUEST_TIMER -> "virtual timer PPI";
      default ->
          isDoorbell(irq)
              ? "doorbell of vPE " + (irq - FIRST_DOORBELL)
              : "LPI of device " + (irq - FIRST_DEVICE);
    };
  }

  /// The word of a bitmap in which an interrupt is.
  static int word(int irq) {
    return VectorBitmap.word(irq);
  }

  /// Its bit in that word.
  static long bit(int irq) {
    return VectorBitmap.bit(irq);
  }
}
