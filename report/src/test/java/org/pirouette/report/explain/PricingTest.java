package org.pirouette.report.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelCost;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.x86.X86ExitReason;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.Spending;
import org.pirouette.simulate.run.Simulation;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.CostProfile.Price;
import org.pirouette.simulate.scenario.Delay;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Handler;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

/// One interrupt costs in a story what it costs on average in a simulation: the cycles of
/// processors, without those that messages travel and devices work.
final class PricingTest {
  private static final long HERTZ = 3_000_000_000L;

  /// A price for each kind of step that tells it from all others, no travel, no idle states.
  private static CostProfile distinctPrices(Map<ExitReason, Price> exits) {
    Set<Cost> unpriced =
        Set.of(IntelCost.REMAPPING_FETCH, IntelCost.REMAPPING_POST, KvmCost.GUEST_INSTRUCTION);
    Map<Cost, Price> steps = new HashMap<>();
    for (Cost cost : Intel.ARCHITECTURE.costs()) {
      steps.put(cost, Price.assumed(unpriced.contains(cost) ? 0 : 107 + 7L * steps.size()));
    }
    Map<Delay, Price> delays = new EnumMap<>(Delay.class);
    for (Delay delay : Delay.values()) {
      delays.put(delay, Price.assumed(0));
    }
    return new CostProfile(Intel.ARCHITECTURE, "distinct", "for this test", steps, delays, exits);
  }

  @ParameterizedTest
  @EnumSource(
      value = IntelMode.class,
      names = {"EMULATED", "APICV_SAME", "APICV_OTHER", "POSTED"})
  void aStoryCostsWhatTheSimulationCharges(DeliveryMode mode) {
    assertSame(mode, distinctPrices(Map.of()));
    assertSame(
        mode, distinctPrices(Map.of(X86ExitReason.EXTERNAL_INTERRUPT, Price.assumed(5_000))));
  }

  private static void assertSame(DeliveryMode mode, CostProfile costs) {
    Story story = Explainer.tell(Subject.DEFAULT, mode, Situation.RUNNING, costs);
    ModeResult result =
        Simulation.run(scenario(), mode, costs, RunOptions.of(1, 20_000_000).withWarmUp(1_000_000));
    long cycles = 0;
    for (Spending spending :
        List.of(Spending.DELIVERY, Spending.EXITS, Spending.HOST_INTERRUPTS, Spending.SCHEDULING)) {
      cycles += result.cycles(spending, true) + result.cycles(spending, false);
    }
    double perInterrupt = (double) cycles / result.count(Counter.INTERRUPTS);
    assertThat(result.count(Counter.INTERRUPTS)).isGreaterThan(150);
    assertThat((double) story.cycles()).as("%s", mode).isCloseTo(perInterrupt, within(0.5));
  }

  /// A spinning guest that gets an interrupt every 100 us.
  private static Scenario scenario() {
    Device device =
        new Device.NetworkQueue(
            "nic",
            0,
            Subject.DEFAULT.vector(),
            new Handler(0, 0, 0),
            new Distribution.Constant(100_000),
            new Distribution.Constant(1),
            0,
            0,
            64,
            0);
    return new Scenario(
        "steady",
        "one interrupt every 100 us",
        Host.of(2, HERTZ),
        List.of(
            new VirtualMachine(
                "guest",
                List.of(VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.SPIN))),
                List.of(device),
                true,
                false)),
        List.of(IntelMode.POSTED));
  }
}
