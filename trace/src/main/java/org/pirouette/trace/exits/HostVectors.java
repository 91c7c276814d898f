package org.pirouette.trace.exits;

/// The vectors of a Linux x86 host that are not devices' (arch/x86/include/asm/irq_vectors.h).
final class HostVectors {
  static final int POSTED_MSI = 0xeb;
  static final int LOCAL_TIMER = 0xec;
  static final int LOCAL_TIMER_TO_4_14 = 0xef;
  static final int NESTED_NOTIFICATION = 0xf0;
  static final int WAKEUP = 0xf1;
  static final int NOTIFICATION = 0xf2;
  static final int RESCHEDULE = 0xfd;

  private HostVectors() {}

  /// What a vector is, with its number: "local timer (ec)".
  static String label(int vector) {
    String name =
        switch (vector) {
          case POSTED_MSI -> "posted MSI of the host";
          case LOCAL_TIMER -> "local timer";
          case 0xed -> "Hyper-V synthetic timer";
          case 0xee -> "Hyper-V reenlightenment";
          case LOCAL_TIMER_TO_4_14 -> "local timer (to 4.14)";
          case NESTED_NOTIFICATION -> "nested posted notification";
          case WAKEUP -> "posted wakeup";
          case NOTIFICATION -> "posted notification";
          case 0xf3 -> "hypervisor callback";
          case 0xf4 -> "deferred error";
          case 0xf6 -> "irq work";
          case 0xf7 -> "platform IPI";
          case 0xf8 -> "reboot";
          case 0xf9 -> "threshold";
          case 0xfa -> "thermal";
          case 0xfb -> "function call, single";
          case 0xfc -> "function call";
          case RESCHEDULE -> "reschedule";
          case 0xfe -> "APIC error";
          case 0xff -> "spurious";
          default -> "device";
        };
    return "%s (%02x)".formatted(name, vector);
  }

  /// Whether a vector belongs to a device of the host: assigned, or the host's own.
  static boolean isDevice(int vector) {
    return vector >= 0x20 && vector < POSTED_MSI;
  }
}
