package org.pirouette.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The tiny guest on the KVM of this machine: what is sent arrives, and KVM's counters agree.
final class TinyGuestTest {
  private static final int INTERRUPTS = 1000;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  @BeforeEach
  void needsKvm() {
    if (!KvmDevice.usable()) {
      System.out.println("SKIPPED: no /dev/kvm that this user may use");
    }
    assumeTrue(KvmDevice.usable());
  }

  @Test
  void countsEachInterruptOnce() throws Exception {
    try (TinyGuest guest = TinyGuest.start(1)) {
      StatisticsReader statistics = guest.statistics(0);
      statistics.refresh();
      long injections = statistics.value("irq_injections");
      long exits = statistics.value("exits");
      for (int sent = 0; sent < INTERRUPTS; sent++) {
        assertThat(guest.deliver(0, PATIENCE)).as("interrupt %d", sent).isTrue();
      }
      assertThat(guest.delivered(0)).isEqualTo(INTERRUPTS);
      statistics.refresh();
      long injected = statistics.value("irq_injections") - injections;
      // With APICv nothing is injected; without it each interrupt is, and a cancelled one twice.
      assertThat(injected).isBetween(0L, INTERRUPTS + 50L);
      assertThat(statistics.value("exits") - exits).isGreaterThanOrEqualTo(INTERRUPTS);
      // The number is that of the thread that made the machine, not of the process.
      assertThat(statistics.id()).startsWith("kvm-").endsWith("/vcpu-0");
    }
  }

  @Test
  void reachesEveryProcessorByItsApicId() throws Exception {
    try (TinyGuest guest = TinyGuest.start(4)) {
      for (int number = 0; number < 4; number++) {
        for (int sent = 0; sent <= number; sent++) {
          assertThat(guest.deliver(number, PATIENCE)).isTrue();
        }
      }
      for (int number = 0; number < 4; number++) {
        assertThat(guest.delivered(number)).isEqualTo(number + 1);
      }
    }
  }
}
