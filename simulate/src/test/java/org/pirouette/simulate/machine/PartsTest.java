package org.pirouette.simulate.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.simulate.Examples;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.RandomScenarios;
import org.pirouette.simulate.Results;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Delay;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Handler;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

/// Simulating the parts of a scenario one by one gives what simulating it as a whole gives.
final class PartsTest {
  private static final int SCENARIOS = 28;

  @Test
  void whatCannotAffectEachOtherIsApart() {
    Scenario scenario = queues(5);

    List<Part> parts = Parts.of(scenario, IntelMode.POSTED);

    assertThat(parts).hasSize(5);
    assertThat(parts).allMatch(part -> part.virtualProcessors().length == 1);
    // the sixth pCPU runs nothing and goes with the first
    assertThat(parts.getFirst().processors()).containsExactly(0, 5);
    assertThat(parts.get(3).devices()).containsExactly(3);
  }

  @Test
  void oneProcessorForAllInterruptsHoldsEverythingTogether() {
    assertThat(Parts.of(queues(5), IntelMode.APICV_OTHER)).hasSize(1);
  }

  @Test
  void partsOfOneShapeShareWhatIsKnown() {
    Workshop workshop =
        new Workshop(queues(3), IntelMode.POSTED, Examples.costs(), RunOptions.of(1, 1_000_000));
    List<Part> parts = Parts.of(queues(3), IntelMode.POSTED);

    SimulatedMachine second = workshop.machine(parts.get(1));
    SimulatedMachine third = workshop.machine(parts.get(2));

    assertThat(third.runs).isSameAs(second.runs);
  }

  @Test
  void thePartsGiveTheWhole() {
    int divided = 0;
    for (int seed = 0; seed < SCENARIOS; seed++) {
      Scenario scenario = new RandomScenarios(seed).next();
      for (DeliveryMode mode : IntelMode.values()) {
        List<Part> parts = Parts.of(scenario, mode);
        if (parts.size() > 1) {
          divided++;
          List<Part> whole = List.of(Parts.whole(scenario));
          Results.assertSame(
              "seed " + seed + ", " + mode,
              run(scenario, mode, parts, seed),
              run(scenario, mode, whole, seed));
        }
      }
    }
    assertThat(divided).isGreaterThan(20);
  }

  private static ModeResult run(Scenario scenario, DeliveryMode mode, List<Part> parts, int seed) {
    RunOptions options = RunOptions.of(seed, 2_000_000).withWarmUp(300_000);
    return new Workshop(scenario, mode, exactCosts(), options, parts).run();
  }

  /// With messages that take no time a pCPU never leads the others, so that even the order of what
  /// happens within a message's delay is the same.
  private static CostProfile exactCosts() {
    CostProfile costs = Examples.costs();
    Map<Delay, CostProfile.Price> delays = new EnumMap<>(Delay.class);
    delays.putAll(costs.delays());
    delays.put(Delay.INTERRUPT_MESSAGE, CostProfile.Price.assumed(0));
    return new CostProfile(
        costs.architecture(), costs.name(), "", costs.steps(), delays, costs.exits());
  }

  private static Scenario queues(int count) {
    return Examples.scenario(
        Host.of(count + 1, Examples.HERTZ),
        IntStream.range(0, count)
            .mapToObj(v -> VirtualProcessor.pinned(v, Guest.Synthetic.of(Guest.Idle.BUSY)))
            .toList(),
        IntStream.range(0, count).mapToObj(PartsTest::queue).toList());
  }

  private static Device queue(int number) {
    return new Device.NetworkQueue(
        "queue " + number,
        number,
        Examples.VECTOR,
        new Handler(100, 100, 100),
        new Distribution.Exponential(10_000),
        new Distribution.Constant(1),
        0,
        0,
        64,
        100);
  }
}
