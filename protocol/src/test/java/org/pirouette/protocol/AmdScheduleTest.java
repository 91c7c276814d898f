package org.pirouette.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pirouette.protocol.amd.Amd;
import org.pirouette.protocol.amd.AmdMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.PlainWords;

/// AMD machines on random schedules: `-Dpirouette.schedules=100000` runs so many of each.
class AmdScheduleTest {
  private static final int SCHEDULES = Integer.getInteger("pirouette.schedules", 400);

  @TestFactory
  List<DynamicTest> noInterruptIsLostInAnySituation() {
    return AmdSituations.all().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> assertThat(firstProblem(entry.getValue(), SCHEDULES)).isNull()))
        .toList();
  }

  @Test
  void aProcessorThatMissesTheEndOfRunningLosesWakes() {
    assertThat(firstProblem(AmdSituations.erratum(), 10_000)).isNotNull();
  }

  static @Nullable String firstProblem(MachineConfiguration configuration, int schedules) {
    AmdMachine origin = Amd.ARCHITECTURE.machine(configuration);
    int delivered = 0;
    for (long seed = 0; seed < schedules; seed++) {
      AmdMachine machine = origin.on(new PlainWords(origin.layout()));
      RandomSchedule schedule = new RandomSchedule(machine, new SplittableRandom(seed));
      String problem = schedule.run(20_000);
      if (problem != null) {
        return problem + ", the steps were\n" + String.join("\n", schedule.trace());
      }
      delivered += schedule.delivered();
    }
    assertThat(delivered).as("interrupts delivered").isGreaterThan(schedules / 2);
    return null;
  }
}
