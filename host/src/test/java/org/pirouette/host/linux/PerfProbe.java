package org.pirouette.host.linux;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A process of its own for [PerfGroupTest], which sees tracefs in a mount namespace of its own:
/// counts the wakeups of one thread between two lines on standard input.
final class PerfProbe {
  private PerfProbe() {}

  /// @param arguments the thread
  public static void main(String[] arguments) throws Exception {
    long wakeup = id("kvm_vcpu_wakeup");
    List<PerfGroup.Event> events =
        List.of(
            new PerfGroup.Event(wakeup, ""),
            new PerfGroup.Event(wakeup, "waited == 1"),
            new PerfGroup.Event(wakeup, "waited == 0"),
            new PerfGroup.Event(id("kvm_exit"), "exit_reason == 1"));
    try (PerfGroup group = PerfGroup.open(Long.parseLong(arguments[0]), events).orElseThrow()) {
      long[] before = new long[events.size()];
      long[] after = new long[events.size()];
      group.read(before);
      System.out.println("ready");
      if (System.in.read() < 0) {
        return;
      }
      group.read(after);
      for (int index = 0; index < after.length; index++) {
        after[index] -= before[index];
      }
      System.out.println(Arrays.toString(after));
    }
  }

  private static long id(String event) throws Exception {
    Path file = Path.of("/sys/kernel/tracing/events/kvm/" + event + "/id");
    return Long.parseLong(Files.readString(file, StandardCharsets.US_ASCII).strip());
  }
}
