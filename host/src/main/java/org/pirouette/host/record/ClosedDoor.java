package org.pirouette.host.record;

import java.io.IOException;
import java.nio.file.Path;
import org.pirouette.host.perf.PerfRings;

/// Why the kernel refuses events, and what would open them.
final class ClosedDoor {
  private static final int NOT_PERMITTED = 1;
  private static final int ACCESS = 13;
  private static final int TOO_MANY_FILES = 24;
  private static final int NOT_THERE = 38;

  private ClosedDoor() {}

  static RecordFailure of(PerfRings.Refused refused) {
    return new RecordFailure(
        "Expected the kernel to open perf events, found that "
            + refused.getMessage()
            + "; "
            + remedy(refused.error())
            + ".");
  }

  private static String remedy(int error) {
    return switch (error) {
      case NOT_PERMITTED, ACCESS ->
          "it needs CAP_PERFMON (root has it), or kernel.perf_event_paranoid at -1 (it is "
              + read("/proc/sys/kernel/perf_event_paranoid")
              + "), and no kernel lockdown in mode confidentiality ("
              + read("/sys/kernel/security/lockdown")
              + ")";
      case TOO_MANY_FILES -> "it needs a descriptor per event and CPU; raise ulimit -n";
      case NOT_THERE -> "this kernel is built without perf events (CONFIG_PERF_EVENTS)";
      default -> "the kernel's log may say why (dmesg)";
    };
  }

  private static String read(String file) {
    try {
      return Kernel.text(Path.of(file)).strip();
    } catch (IOException closed) {
      return "not told";
    }
  }
}
