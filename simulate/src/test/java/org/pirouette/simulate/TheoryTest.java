package org.pirouette.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Handler;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;
import org.pirouette.simulate.statistics.Estimate;

/// The simulated machine against queueing theory: a guest that polls a network queue with Poisson
/// arrivals and constant work for each packet is a single server.
class TheoryTest {
  private static final int REPLICATIONS = 8;
  private static final long DURATION_NANOSECONDS = 100_000_000;
  private static final double SERVICE = 600; // ns
  private static final double UTILISATION = 0.8;

  @Test
  void singlePacketsAreAnMD1Queue() {
    double interval = SERVICE / UTILISATION;
    ModeSummary summary = simulate(interval, new Distribution.Constant(1));

    double waiting = UTILISATION * SERVICE / (2 * (1 - UTILISATION));
    assertAgrees(latency(summary), SERVICE + waiting, "mean time in an M/D/1 queue");
    assertAgrees(utilisation(summary), UTILISATION, "utilisation");
    assertLittle(summary, interval);
  }

  /// A burst is a customer with a general service time; seen packet by packet, M^X/D/1 (Gross and
  /// Harris, "Fundamentals of Queueing Theory", 3.1).
  @Test
  void burstsAreAnMG1Queue() {
    double mean = 4;
    double meanSquare = 20; // of 1 to 7, evenly
    double interval = mean * SERVICE / UTILISATION;
    ModeSummary summary = simulate(interval, new Distribution.Uniform(0.5, 7.4999));

    double waiting =
        UTILISATION * SERVICE / (2 * (1 - UTILISATION))
            + SERVICE * (meanSquare - mean) / (2 * mean * (1 - UTILISATION));
    assertAgrees(latency(summary), SERVICE + waiting, "mean time in an M^X/D/1 queue");
    assertAgrees(utilisation(summary), UTILISATION, "utilisation");
    assertLittle(summary, interval / mean);
  }

  private static ModeSummary simulate(double interval, Distribution packetsPerBurst) {
    Device card =
        new Device.NetworkQueue(
            "card",
            0,
            Examples.VECTOR,
            new Handler(0, 0, 0),
            new Distribution.Exponential(interval),
            packetsPerBurst,
            0,
            0,
            100_000,
            Math.round(SERVICE * Examples.HERTZ / 1e9));
    VirtualMachine machine =
        new VirtualMachine(
            "server",
            List.of(VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.SPIN))),
            List.of(card),
            true,
            false);
    Scenario scenario =
        new Scenario(
            "theory", "", Host.of(1, Examples.HERTZ), List.of(machine), List.of(IntelMode.POLL));
    CostProfile free = CostProfile.uniform(0);
    Comparison comparison =
        Comparison.run(scenario, free, RunOptions.of(1, DURATION_NANOSECONDS), REPLICATIONS, 2);
    return comparison.modes().getFirst();
  }

  private static Estimate latency(ModeSummary summary) {
    return summary.estimate(result -> result.itemLatency().meanNanoseconds());
  }

  private static Estimate utilisation(ModeSummary summary) {
    return summary.estimate(
        result -> result.cycles(Spending.GUEST_WORK, true) / (result.seconds() * result.hertz()));
  }

  /// Little's law for the server: utilisation = arrival rate x service time, in each replication.
  private static void assertLittle(ModeSummary summary, double interval) {
    for (ModeResult result : summary.replications()) {
      double served = result.count(Counter.ITEMS) / result.seconds() / 1e9;
      double busy = result.cycles(Spending.GUEST_WORK, true) / (result.seconds() * result.hertz());
      assertThat(busy)
          .isCloseTo(served * SERVICE, org.assertj.core.data.Percentage.withPercentage(0.2));
      assertThat(served * interval).isBetween(0.97, 1.03);
    }
  }

  /// Within three half widths of the interval (8 replications: about 7 standard errors) and 3 %.
  private static void assertAgrees(Estimate estimate, double expected, String what) {
    assertThat(Math.abs(estimate.mean() - expected))
        .as("%s: expected %s, found %s", what, expected, estimate)
        .isLessThanOrEqualTo(Math.min(3 * estimate.halfWidth(), 0.03 * expected));
  }
}
