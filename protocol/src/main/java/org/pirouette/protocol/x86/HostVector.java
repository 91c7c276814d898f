package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.ExitReason;

/// Physical vectors as Linux assigns them (arch/x86/include/asm/irq_vectors.h). All of them lie in
/// 192 to 255, so that the IRR and ISR of a host's local APIC, and the messages in flight to it,
/// are one word each: the last of the four words of a vector bitmap.
public final class HostVector {
  /// POSTED_INTR_VECTOR, the notification vector: row PIN of /proc/interrupts.
  public static final int NOTIFICATION = 0xF2;

  /// POSTED_INTR_WAKEUP_VECTOR: row PIW.
  public static final int WAKEUP = 0xF1;

  /// POSTED_INTR_NESTED_VECTOR: row NPI.
  public static final int NESTED = 0xF0;

  /// POSTED_MSI_NOTIFICATION_VECTOR: row PMN.
  public static final int POSTED_MSI = 0xEB;

  /// The MSI of an AMD IOMMU for its GALog: row `AMD-Vi-GA`. (Linux assigns it like a device's.)
  public static final int GA_LOG = 0xEE;

  /// LOCAL_TIMER_VECTOR: row LOC.
  public static final int LOCAL_TIMER = 0xEC;

  /// RESCHEDULE_VECTOR: row RES.
  public static final int RESCHEDULE = 0xFD;

  /// CALL_FUNCTION_VECTOR: row CAL.
  public static final int CALL_FUNCTION = 0xFC;

  /// CALL_FUNCTION_SINGLE_VECTOR: row CAL, too.
  public static final int CALL_FUNCTION_SINGLE = 0xFB;

  /// IRQ_WORK_VECTOR: row IWI.
  public static final int IRQ_WORK = 0xF6;

  /// Lowest vector that devices get here. (Linux starts at 32; the rules are the same.)
  public static final int FIRST_DEVICE = 0xC0;

  /// Devices whose interrupts can go to one pCPU.
  public static final int DEVICES = POSTED_MSI - FIRST_DEVICE;

  private HostVector() {}

  /// What a physical vector of a host with Linux is for: those below the system's own are devices'.
  static ExitReason.Meaning meaning(int vector) {
    return switch (vector) {
      case RESCHEDULE -> ExitReason.Meaning.KICK;
      case NOTIFICATION -> ExitReason.Meaning.NOTIFICATION;
      case WAKEUP -> ExitReason.Meaning.WAKEUP;
      case LOCAL_TIMER -> ExitReason.Meaning.HOST_TIMER;
      default -> vector < POSTED_MSI ? ExitReason.Meaning.DEVICE : ExitReason.Meaning.NOTHING;
    };
  }

  /// The vector that the interrupt of device d has here while it goes to the host.
  public static int ofDevice(int d) {
    return FIRST_DEVICE + d % DEVICES;
  }

  /// The vector of bit 0 in those words.
  public static final int FIRST = 192;

  /// The vector's bit in the word for 192 to 255.
  public static long bit(int vector) {
    return 1L << (vector - FIRST);
  }

  /// The highest vector in the word, or 0 if it is empty.
  public static int highest(long word) {
    return word == 0 ? 0 : 255 - Long.numberOfLeadingZeros(word);
  }
}
