package org.pirouette.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.x86.X86ExitReason;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Guest;

class DeliveryModesTest {
  private static final int MILLISECONDS = 20;
  private static final int RATE = 200_000;

  private static ModeResult busy(DeliveryMode mode) {
    return Examples.run(Examples.nvme(Guest.Idle.BUSY, 64, RATE), mode, MILLISECONDS);
  }

  @Test
  void emulatedInterruptsExitTwice() {
    ModeResult result = busy(IntelMode.EMULATED);

    assertThat(Metric.EXITS_PER_INTERRUPT.of(result)).isCloseTo(2, withinPercentage(1));
    assertThat(result.exitCount(X86ExitReason.EXTERNAL_INTERRUPT))
        .isCloseTo(result.count(Counter.INTERRUPTS), withinPercentage(1));
    assertThat(result.exitCount(X86ExitReason.MSR_WRITE))
        .isCloseTo(result.count(Counter.INTERRUPTS), withinPercentage(1));
    assertThat(result.exits())
        .anySatisfy(exit -> assertThat(exit.detail()).as("EOI register").isEqualTo(0x80B));
    assertThat(result.count(Counter.INJECTIONS)).isPositive();
  }

  @Test
  void apicvSavesTheEndOfInterrupt() {
    ModeResult result = busy(IntelMode.APICV_SAME);

    assertThat(Metric.EXITS_PER_INTERRUPT.of(result)).isCloseTo(1, withinPercentage(1));
    assertThat(result.exitCount()).isEqualTo(result.exitCount(X86ExitReason.EXTERNAL_INTERRUPT));
    assertThat(result.count(Counter.INJECTIONS)).isZero();
  }

  @Test
  void apicvWithTheHostInterruptElsewhereTakesTimeThere() {
    ModeResult result = busy(IntelMode.APICV_OTHER);

    assertThat(result.exitCount()).isZero();
    assertThat(result.count(Counter.PROCESSED)).isEqualTo(result.count(Counter.NOTIFICATIONS));
    assertThat(Metric.HOST_USE_OTHER.of(result)).isPositive();
    assertThat(Metric.HOST_USE_HOME.of(result)).isZero();
  }

  @Test
  void postedInterruptsNeverExitAndCostTheHostNothing() {
    ModeResult result = busy(IntelMode.POSTED);

    assertThat(result.exitCount()).isZero();
    assertThat(Metric.HOST_USE.of(result)).isZero();
    assertThat(Metric.GUEST_MODE.of(result)).isEqualTo(1);
    assertThat(Metric.INTERRUPTS_PER_SECOND.of(result)).isCloseTo(RATE, withinPercentage(1));
    assertThat(Metric.INTERRUPT_LATENCY_P50.of(result))
        .isLessThan(Metric.INTERRUPT_LATENCY_P50.of(busy(IntelMode.APICV_SAME)));
  }

  @Test
  void aPollingGuestTakesNoInterrupts() {
    ModeResult result = busy(IntelMode.POLL);

    assertThat(result.exitCount()).isZero();
    assertThat(result.count(Counter.INTERRUPTS)).isZero();
    assertThat(Metric.ITEMS_PER_SECOND.of(result)).isCloseTo(RATE, withinPercentage(1));
  }

  @ParameterizedTest
  @EnumSource(IntelMode.class)
  void everyCycleOfEveryProcessorIsBookedOnce(DeliveryMode mode) {
    for (Guest.Idle idle : Guest.Idle.values()) {
      ModeResult result = Examples.run(Examples.nvme(idle, 4, 0), mode, MILLISECONDS);
      long simulated = Math.round(result.seconds() * result.hertz());
      for (long[] processor : result.processors()) {
        long booked = Arrays.stream(processor).sum();
        // A step that began before the end may be booked in full.
        assertThat(booked).as("%s %s", mode, idle).isBetween(simulated - 5_000, simulated + 5_000);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(IntelMode.class)
  void sameSeedSameResult(DeliveryMode mode) {
    ModeResult first = busy(mode);
    ModeResult second = busy(mode);

    assertThat(second.exits()).isEqualTo(first.exits());
    assertThat(second.counters()).isEqualTo(first.counters());
    assertThat(second.processors()).isDeepEqualTo(first.processors());
  }

  @ParameterizedTest
  @EnumSource(IntelMode.class)
  void aHaltingGuestGetsEveryInterrupt(DeliveryMode mode) {
    ModeResult result = Examples.run(Examples.nvme(Guest.Idle.HALT, 1, 0), mode, MILLISECONDS);

    // One I/O at a time: an interrupt that is lost stops the queue for ever.
    double expected = result.seconds() * 1e9 / (83_700 + 10_000);
    assertThat((double) result.count(Counter.ITEMS)).isGreaterThan(expected);
  }

  @Test
  void coalescingReducesInterruptsNotItems() {
    Device.Coalescing coalescing = new Device.Coalescing(8, 100_000);
    ModeResult result =
        Examples.run(
            Examples.nvme(Guest.Idle.BUSY, 64, RATE, coalescing), IntelMode.POSTED, MILLISECONDS);

    assertThat(Metric.ITEMS_PER_SECOND.of(result)).isCloseTo(RATE, withinPercentage(1));
    assertThat(Metric.INTERRUPTS_PER_SECOND.of(result)).isCloseTo(RATE / 8.0, withinPercentage(2));
  }
}
