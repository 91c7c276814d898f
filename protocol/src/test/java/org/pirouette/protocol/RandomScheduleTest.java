package org.pirouette.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.PlainWords;

/// `-Dpirouette.schedules=100000` runs so many schedules of each machine.
class RandomScheduleTest {
  private static final int SCHEDULES = Integer.getInteger("pirouette.schedules", 400);

  @TestFactory
  List<DynamicTest> noInterruptIsLostInAnySituation() {
    return Situations.all().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry)))
        .toList();
  }

  @Test
  void devicesMayShareTheVectorsOfAProcessor() {
    IntelMachine origin = Intel.ARCHITECTURE.machine(Situations.manyDevices());
    for (long seed = 0; seed < 10; seed++) {
      IntelMachine machine = origin.on(new PlainWords(origin.layout()));
      RandomSchedule schedule = new RandomSchedule(machine, new SplittableRandom(seed));

      assertThat(schedule.run(50_000)).as("seed %d", seed).isNull();
      assertThat(schedule.delivered()).isEqualTo(60);
    }
  }

  private static void check(Map.Entry<String, MachineConfiguration> situation) {
    IntelMachine origin = Intel.ARCHITECTURE.machine(situation.getValue());
    int delivered = 0;
    for (long seed = 0; seed < SCHEDULES; seed++) {
      IntelMachine machine = origin.on(new PlainWords(origin.layout()));
      RandomSchedule schedule = new RandomSchedule(machine, new SplittableRandom(seed));
      String problem = schedule.run(20_000);
      assertThat(problem)
          .as(() -> situation.getKey() + ", the steps were\n" + String.join("\n", schedule.trace()))
          .isNull();
      delivered += schedule.delivered();
    }
    assertThat(delivered).as("interrupts delivered").isGreaterThan(SCHEDULES);
  }
}
