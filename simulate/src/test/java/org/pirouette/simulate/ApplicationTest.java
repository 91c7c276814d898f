package org.pirouette.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.simulate.run.Simulation;
import org.pirouette.simulate.scenario.Application;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Handler;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

/// Applications that wait for their I/Os, and those that do not.
final class ApplicationTest {
  private static final double SERVICE = 50_000;

  private static ModeResult run(int depth, Application application, IntelMode mode) {
    Device drive =
        new Device.NvmeQueue(
            "drive",
            0,
            Examples.VECTOR,
            new Handler(0, 0, 0),
            depth,
            new Distribution.Constant(SERVICE),
            0,
            Device.Coalescing.NONE,
            300,
            application);
    Scenario scenario =
        Examples.scenario(
            Host.of(2, Examples.HERTZ),
            List.of(VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.SPIN))),
            List.of(drive));
    return Simulation.run(scenario, mode, CostProfile.uniform(300), RunOptions.of(1, 100_000_000));
  }

  private static double rate(ModeResult result) {
    return Metric.ITEMS_PER_SECOND.of(result);
  }

  /// Little's law: rate = threads / (latency + think time).
  @Test
  void aClosedLoopThinksBetweenItsIos() {
    ModeResult result =
        run(4, new Application.Closed(new Distribution.Exponential(150_000)), IntelMode.POSTED);
    double latency = Metric.ITEM_LATENCY_P50.of(result);
    assertThat(latency).isGreaterThan(SERVICE);
    assertThat(rate(result)).isCloseTo(4e9 / (latency + 150_000), within(0.05 * rate(result)));
  }

  @Test
  void anOpenLoopKeepsItsRateWhateverTheMode() {
    Application open = new Application.Open(new Distribution.Exponential(20_000));
    ModeResult emulated = run(16, open, IntelMode.EMULATED);
    ModeResult posted = run(16, open, IntelMode.POSTED);
    assertThat(rate(emulated)).isCloseTo(50_000, within(2_500.0));
    assertThat(rate(posted)).isCloseTo(rate(emulated), within(500.0));
    assertThat(Metric.ITEM_LATENCY_P99.of(posted)).isLessThan(Metric.ITEM_LATENCY_P99.of(emulated));
  }

  /// A queue of depth 1 serves 20 k/s; what is wanted beyond waits, and its latency shows it.
  @Test
  void whatAFullQueueCannotTakeWaits() {
    ModeResult result =
        run(1, new Application.Open(new Distribution.Constant(25_000)), IntelMode.POSTED);
    assertThat(rate(result)).isLessThan(20_000);
    assertThat(Metric.ITEM_LATENCY_P50.of(result)).isGreaterThan(100 * SERVICE);
  }
}
