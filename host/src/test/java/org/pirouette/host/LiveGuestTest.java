package org.pirouette.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.kvm.KvmDevice;
import org.pirouette.host.kvm.KvmException;
import org.pirouette.host.kvm.TinyGuest;
import org.pirouette.host.live.Counter;
import org.pirouette.host.live.ExitCost;
import org.pirouette.host.live.SourceKind;
import org.pirouette.host.live.VcpuMonitor;
import org.pirouette.host.live.VcpuRates;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.host.tree.LiveTree;

/// A tiny guest on the KVM of this machine, as doctor and top see it.
final class LiveGuestTest {
  private static final int INTERRUPTS = 2000;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
  private static final long SECOND = 1_000_000_000L;
  private static final long HERE = ProcessHandle.current().pid();

  @BeforeEach
  void needsKvm() {
    if (!KvmDevice.usable()) {
      System.out.println("SKIPPED: no /dev/kvm that this user may use");
    }
    assumeTrue(KvmDevice.usable());
  }

  @Test
  void doctorSeesTheMachineItsProcessorsAndTheirRates() throws Exception {
    try (TinyGuest guest = TinyGuest.start(2)) {
      HostReader reader =
          new HostReader(
              new LiveTree(),
              1,
              seconds -> {
                deliver(guest, 1, INTERRUPTS);
                return seconds;
              });
      HostFacts facts = reader.read();
      VirtualMachine machine =
          facts.guests().machines().stream()
              .filter(one -> one.processId() == HERE)
              .findFirst()
              .orElseThrow();
      assertThat(machine.processors()).extracting(vcpu -> vcpu.number()).containsExactly(0, 1);
      assertThat(machine.processors()).allSatisfy(vcpu -> assertThat(vcpu.threadId()).isPositive());
      assertThat(guest.delivered(1)).isEqualTo(INTERRUPTS);
      VcpuRates rates =
          facts.activity().rates().stream()
              .filter(one -> one.processId() == HERE && one.vcpu() == 1)
              .findFirst()
              .orElseThrow();
      // The wait was not a second but as long as it took, so hold ratios and not rates.
      assertThat(rates.rate(Counter.INJECTIONS) / rates.rate(Counter.HALTS)).isBetween(0.0, 1.1);
      assertThat(rates.rate(Counter.EXITS)).isGreaterThanOrEqualTo(rates.rate(Counter.HALTS));
      assertThat(facts.activity().rateSource()).isNotEmpty();
    }
  }

  @Test
  void topCountsTheInterruptsOfEachProcessor() throws Exception {
    AtomicLong clock = new AtomicLong();
    try (TinyGuest guest = TinyGuest.start(3);
        VcpuMonitor monitor =
            new VcpuMonitor(
                new LiveTree(), EnumSet.of(SourceKind.STATISTICS), ExitCost.MEASURED, clock::get)) {
      monitor.sample();
      deliver(guest, 0, INTERRUPTS);
      deliver(guest, 2, INTERRUPTS / 2);
      clock.set(SECOND);
      List<VcpuRates> rates =
          monitor.sample().stream().filter(one -> one.processId() == HERE).toList();

      assertThat(rates).extracting(VcpuRates::vcpu).containsExactly(0, 1, 2);
      assertThat(rates.get(0).rate(Counter.HALTS)).isBetween(INTERRUPTS - 5.0, INTERRUPTS + 5.0);
      assertThat(rates.get(2).rate(Counter.HALTS))
          .isBetween(INTERRUPTS / 2 - 5.0, INTERRUPTS / 2 + 5.0);
      assertThat(rates.get(1).rate(Counter.HALTS)).isZero();
      // Without APICv each interrupt is injected (a cancelled one twice), with APICv none is.
      double injected = rates.get(0).rate(Counter.INJECTIONS);
      assertThat(injected).isBetween(0.0, INTERRUPTS * 1.1);
      assertThat(monitor.sources()).containsExactly(SourceKind.STATISTICS);
    }
  }

  private static void deliver(TinyGuest guest, int vcpu, int count) {
    try {
      for (int sent = 0; sent < count; sent++) {
        assertThat(guest.deliver(vcpu, PATIENCE)).isTrue();
      }
    } catch (KvmException failure) {
      throw new AssertionError(failure);
    }
  }
}
