package org.pirouette.host.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pirouette.host.kvm.KvmDevice;
import org.pirouette.host.kvm.TinyGuest;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.host.machine.VirtualMachines;
import org.pirouette.host.tree.LiveTree;

/// Tracepoint counters with filters on the thread of a real vCPU. tracefs is mounted for the
/// counting process alone, so the machine stays as it is; that needs root.
final class PerfGroupTest {
  private static final int INTERRUPTS = 500;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  @Test
  void countsTheWakeupsOfOneProcessor() throws Exception {
    boolean possible = KvmDevice.usable() && canMount();
    if (!possible) {
      System.out.println("SKIPPED: needs /dev/kvm and the right to mount tracefs for one process");
    }
    assumeTrue(possible);
    try (TinyGuest guest = TinyGuest.start(2)) {
      Process probe = probe(thread(1));
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(probe.getInputStream(), StandardCharsets.UTF_8))) {
        String first = out.readLine();
        boolean opened = "ready".equals(first);
        if (!opened) {
          System.out.println("SKIPPED: the kernel refuses tracepoint counters");
        }
        assumeTrue(opened);
        for (int sent = 0; sent < INTERRUPTS; sent++) {
          assertThat(guest.deliver(0, PATIENCE)).isTrue();
          assertThat(guest.deliver(1, PATIENCE)).isTrue();
        }
        probe.getOutputStream().write('\n');
        probe.getOutputStream().flush();
        String line = String.valueOf(out.readLine());
        long[] counts =
            Stream.of(line.substring(1, line.length() - 1).split(", "))
                .mapToLong(Long::parseLong)
                .toArray();
        // An interrupt that comes before the guest has halted wakes nobody; a busy machine has
        // many.
        assertThat(counts[0]).as(line).isBetween(INTERRUPTS / 10L, INTERRUPTS + 20L);
        assertThat(counts[1] + counts[2]).as(line).isEqualTo(counts[0]);
      } finally {
        probe.destroy();
      }
    }
  }

  private static boolean canMount() throws Exception {
    Process process =
        new ProcessBuilder("unshare", "-m", "mount", "-t", "tracefs", "none", "/sys/kernel/tracing")
            .redirectErrorStream(true)
            .start();
    return process.waitFor() == 0;
  }

  private static long thread(int vcpu) {
    VirtualMachine machine =
        VirtualMachines.machine(new LiveTree(), Long.toString(ProcessHandle.current().pid()))
            .orElseThrow();
    return machine.processors().get(vcpu).threadId();
  }

  private static Process probe(long thread) throws Exception {
    String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    String command =
        "mount -t tracefs none /sys/kernel/tracing && exec '%s' --enable-native-access=ALL-UNNAMED"
            + " -XX:TieredStopAtLevel=1 -cp '%s' org.pirouette.host.linux.PerfProbe %d";
    return new ProcessBuilder(
            "unshare",
            "-m",
            "sh",
            "-c",
            command.formatted(java, System.getProperty("java.class.path", ""), thread))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
