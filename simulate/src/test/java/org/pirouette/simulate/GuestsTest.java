package org.pirouette.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.protocol.x86.X86ExitReason;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Handler;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

class GuestsTest {
  private static final Handler HANDLER = new Handler(150, 150, 100);
  private static final int VECTOR = 0x51;

  private static Scenario ipis(boolean awaits) {
    Guest.Ipi ipi = new Guest.Ipi(1, VECTOR, new Distribution.Constant(10_000), awaits, HANDLER);
    Guest sender =
        new Guest.Synthetic(Guest.Idle.BUSY, Optional.empty(), List.of(ipi), Optional.empty());
    return Examples.scenario(
        Host.of(2, Examples.HERTZ),
        List.of(
            VirtualProcessor.pinned(0, sender),
            VirtualProcessor.pinned(1, Guest.Synthetic.of(Guest.Idle.SPIN))),
        List.of());
  }

  @Test
  void anIpiExitsAtTheSenderAndWithoutApicvAtTheTargetToo() {
    ModeResult emulated = Examples.run(ipis(false), IntelMode.EMULATED, 10);
    ModeResult posted = Examples.run(ipis(false), IntelMode.POSTED, 10);

    assertThat(Metric.EXITS_PER_INTERRUPT.of(emulated)).isCloseTo(3, withinPercentage(1));
    assertThat(Metric.EXITS_PER_INTERRUPT.of(posted)).isCloseTo(1, withinPercentage(1));
    assertThat(posted.exits())
        .singleElement()
        .satisfies(exit -> assertThat(exit.detail()).as("ICR").isEqualTo(0x830));
    assertThat(posted.count(Counter.INTERRUPTS)).isCloseTo(1_000, withinPercentage(15));
  }

  @Test
  void aSenderThatWaitsSendsLessOften() {
    ModeResult waiting = Examples.run(ipis(true), IntelMode.EMULATED, 10);
    ModeResult free = Examples.run(ipis(false), IntelMode.EMULATED, 10);

    assertThat(waiting.count(Counter.INTERRUPTS))
        .isLessThan(free.count(Counter.INTERRUPTS))
        .isGreaterThan(free.count(Counter.INTERRUPTS) / 2);
    assertThat(waiting.cycles(Spending.GUEST_IDLE, true))
        .isGreaterThan(free.cycles(Spending.GUEST_IDLE, true) - 1_000_000);
  }

  @ParameterizedTest
  @EnumSource(Guest.Idle.class)
  void aTimerTicksInEveryModeAndExitsToBeArmedAndToFire(Guest.Idle idle) {
    Guest guest =
        new Guest.Synthetic(
            idle,
            Optional.of(new Guest.Timer(100_000, VECTOR, HANDLER, false)),
            List.of(),
            Optional.empty());
    Scenario scenario =
        Examples.scenario(
            Host.of(1, Examples.HERTZ), List.of(VirtualProcessor.pinned(0, guest)), List.of());
    for (DeliveryMode mode : IntelMode.values()) {
      ModeResult result = Examples.run(scenario, mode, 20);

      assertThat(result.count(Counter.INTERRUPTS)).as("%s", mode).isCloseTo(196L, within(8L));
      assertThat(result.exits())
          .as("%s", mode)
          .anySatisfy(
              exit -> {
                assertThat(exit.reason()).isEqualTo(X86ExitReason.MSR_WRITE);
                assertThat(exit.detail()).isEqualTo(0x6E0);
              });
    }
  }

  private static Scenario ticking(Guest.Idle idle, boolean preemptionTimer, List<Device> devices) {
    Guest.Timer timer = new Guest.Timer(50_000, VECTOR, HANDLER, preemptionTimer);
    Guest guest = new Guest.Synthetic(idle, Optional.of(timer), List.of(), Optional.empty());
    return Examples.scenario(
        Host.of(2, Examples.HERTZ), List.of(VirtualProcessor.pinned(0, guest)), devices);
  }

  private static long exits(ModeResult result, ExitReason reason, int detail) {
    return result.exits().stream()
        .filter(exit -> exit.reason() == reason && exit.detail() == detail)
        .mapToLong(ExitCount::count)
        .sum();
  }

  @ParameterizedTest
  @EnumSource(IntelMode.class)
  void thePreemptionTimerExitsInPlaceOfTheHostsTimer(DeliveryMode mode) {
    for (Guest.Idle idle : List.of(Guest.Idle.BUSY, Guest.Idle.SPIN)) {
      ModeResult host = Examples.run(ticking(idle, false, List.of()), mode, 20);
      ModeResult own = Examples.run(ticking(idle, true, List.of()), mode, 20);

      long ticks = host.count(Counter.INTERRUPTS);
      assertThat(ticks).isCloseTo(395L, within(8L));
      assertThat(exits(host, X86ExitReason.EXTERNAL_INTERRUPT, 0xEC)).isCloseTo(ticks, within(1L));
      assertThat(exits(host, X86ExitReason.PREEMPTION_TIMER, 0)).isZero();
      assertThat(own.count(Counter.INTERRUPTS)).isCloseTo(ticks, within(2L));
      assertThat(exits(own, X86ExitReason.EXTERNAL_INTERRUPT, 0xEC)).isZero();
      assertThat(exits(own, X86ExitReason.PREEMPTION_TIMER, 0)).isCloseTo(ticks, within(2L));
      assertThat(own.count(Counter.HOST_INTERRUPTS)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(IntelMode.class)
  void aHaltedGuestGetsItsTicksFromTheHostsTimer(DeliveryMode mode) {
    ModeResult host = Examples.run(ticking(Guest.Idle.HALT, false, List.of()), mode, 20);
    ModeResult own = Examples.run(ticking(Guest.Idle.HALT, true, List.of()), mode, 20);

    assertThat(own.count(Counter.INTERRUPTS)).isCloseTo(host.count(Counter.INTERRUPTS), within(2L));
    if (!mode.guestPolls()) {
      assertThat(exits(own, X86ExitReason.PREEMPTION_TIMER, 0)).isZero();
      assertThat(own.count(Counter.HOST_INTERRUPTS))
          .isCloseTo(host.count(Counter.HOST_INTERRUPTS), within(2L));
    }
  }

  /// Ticks come while the guest runs, exits, halts and sleeps. It arms the timer anew in the
  /// handler: one tick that is lost would be the last.
  @ParameterizedTest
  @EnumSource(IntelMode.class)
  void aGuestThatHaltsNowAndThenLosesNoTick(DeliveryMode mode) {
    Device drive =
        new Device.NvmeQueue(
            "drive",
            0,
            VECTOR + 1,
            HANDLER,
            1,
            new Distribution.Exponential(9_000),
            0,
            Device.Coalescing.NONE,
            20_000);
    ModeResult host = Examples.run(ticking(Guest.Idle.HALT, false, List.of(drive)), mode, 50);
    ModeResult own = Examples.run(ticking(Guest.Idle.HALT, true, List.of(drive)), mode, 50);

    long armed = exits(own, X86ExitReason.MSR_WRITE, 0x6E0);
    assertThat(armed)
        .isCloseTo(exits(host, X86ExitReason.MSR_WRITE, 0x6E0), withinPercentage(2))
        .isGreaterThan(900);
    assertThat(exits(own, X86ExitReason.PREEMPTION_TIMER, 0)).isBetween(100L, armed);
  }

  @Test
  void twoBusyGuestsShareAProcessorEvenly() {
    Scenario scenario =
        Examples.scenario(
            Host.of(1, Examples.HERTZ),
            List.of(
                VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.BUSY)),
                VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.BUSY))),
            List.of());
    ModeResult result = Examples.run(scenario, IntelMode.POSTED, 300);

    long[][] spent = result.virtualProcessors();
    int work = Spending.GUEST_WORK.ordinal();
    double share = spent[0][work] / (double) (spent[0][work] + spent[1][work]);
    assertThat(share).isBetween(0.48, 0.52);
    assertThat(result.count(Counter.SWITCHES)).isCloseTo(100, withinPercentage(10));
  }

  @ParameterizedTest
  @EnumSource(IntelMode.class)
  void aDeviceOfAPreemptedGuestIsServedWhenItRunsAgain(DeliveryMode mode) {
    Device drive =
        new Device.NvmeQueue(
            "drive",
            0,
            VECTOR,
            HANDLER,
            1,
            new Distribution.Constant(50_000),
            0,
            Device.Coalescing.NONE,
            1_000);
    Scenario scenario =
        Examples.scenario(
            Host.of(2, Examples.HERTZ),
            List.of(
                VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.BUSY)),
                VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.BUSY))),
            List.of(drive));
    ModeResult result = Examples.run(scenario, mode, 300);

    // It runs half of the time, in slices of 3 ms, and completes an I/O every 51 us meanwhile.
    assertThat(result.count(Counter.ITEMS)).isBetween(2_300L, 3_100L);
    if (mode.role() == Role.DIRECT) {
      assertThat(result.count(Counter.SUPPRESSED)).isPositive();
    }
  }

  @Test
  void aNetworkCardModeratesItsInterrupts() {
    Device card =
        new Device.NetworkQueue(
            "card",
            0,
            VECTOR,
            HANDLER,
            new Distribution.Exponential(2_000),
            new Distribution.Constant(4),
            100,
            20_000,
            512,
            100);
    Scenario scenario =
        Examples.scenario(
            Host.of(2, Examples.HERTZ),
            List.of(VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.BUSY))),
            List.of(card));
    ModeResult result = Examples.run(scenario, IntelMode.POSTED, 50);

    assertThat(Metric.ITEMS_PER_SECOND.of(result)).isCloseTo(2_000_000, withinPercentage(3));
    assertThat(Metric.INTERRUPTS_PER_SECOND.of(result)).isLessThanOrEqualTo(50_100);
    assertThat(Metric.INTERRUPTS_PER_SECOND.of(result)).isGreaterThan(40_000);
  }

  @Test
  void theHostsTickExitsOnlyGuests() {
    Host host =
        new Host(
            Intel.ARCHITECTURE, 2, Examples.HERTZ, 3_000_000, 1_000_000, Host.HaltPolling.LINUX, 1);
    Scenario scenario =
        Examples.scenario(
            host,
            List.of(VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.BUSY))),
            List.of());
    ModeResult result = Examples.run(scenario, IntelMode.POSTED, 100);

    assertThat(result.exits())
        .singleElement()
        .satisfies(
            exit -> {
              assertThat(exit.detail()).isEqualTo(0xEC);
              assertThat(exit.count()).isBetween(99L, 101L);
            });
  }
}
