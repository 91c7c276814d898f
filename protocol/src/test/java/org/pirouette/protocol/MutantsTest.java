package org.pirouette.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.intel.mutant.Mutants;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Mutant.Expected;
import org.pirouette.protocol.step.PlainWords;

/// Random schedules find most mutants already. The prover finds all: here a mutant that needs a
/// rare schedule is left out.
class MutantsTest {
  private static final Map<String, String> SITUATIONS =
      Map.ofEntries(
          Map.entry("m0", "posted, one vCPU"),
          Map.entry("m1", "posted, one vCPU"),
          Map.entry("m1b", "posted, one vCPU"),
          Map.entry("m2", "posted, migrating"),
          Map.entry("m3", "IPIs, virtualized"),
          Map.entry("m4", "inhibition"),
          Map.entry("m6", "inhibition"),
          Map.entry("m6b", "inhibition"),
          Map.entry("m8", "restore"),
          Map.entry("m10", "posted, one vCPU"),
          Map.entry("m11", "posted, one vCPU"),
          Map.entry("m14", "level-triggered"),
          Map.entry("m15", "nested"),
          Map.entry("m17", "hot-plug and routes"),
          Map.entry("m19", "hot-plug and routes"),
          Map.entry("m19b", "posted MSIs of the host"),
          Map.entry("m20", "posted MSIs of the host"),
          Map.entry("m33", "posted, one vCPU"),
          Map.entry("m35", "posted, one vCPU"),
          Map.entry("m38", "hot-plug and routes"),
          Map.entry("m41", "level-triggered"),
          Map.entry("m42", "posted MSIs of the host"),
          Map.entry("t1", "preemption timers"),
          Map.entry("t2", "preemption timers"));

  @Test
  void namesAreUniqueAndFound() {
    assertThat(Mutants.all()).extracting(Mutant::name).doesNotHaveDuplicates();
    assertThat(Mutants.all())
        .allSatisfy(mutant -> assertThat(Mutants.named(mutant.name())).contains(mutant));
    assertThat(Mutants.named("M14B")).isPresent();
    assertThat(Mutants.named("nothing")).isEmpty();
  }

  @Test
  void everyMutantReplacesAStepOfSomeMachine() {
    List<MachineConfiguration> machines = List.copyOf(Situations.all().values());
    assertThat(Mutants.all())
        .allSatisfy(
            mutant ->
                assertThat(machines)
                    .as("%s", mutant.name())
                    .anyMatch(configuration -> replaces(configuration, mutant)));
  }

  private static boolean replaces(MachineConfiguration configuration, Mutant mutant) {
    IntelMachine machine = Intel.ARCHITECTURE.machine(configuration.withMutant(mutant));
    return machine.agents().stream()
        .map(agent -> machine.program(agent.id()))
        .flatMap(program -> IntStream.range(0, program.size()).mapToObj(program::step))
        .anyMatch(step -> step.name().endsWith("(mutant)"));
  }

  @TestFactory
  Stream<DynamicTest> randomSchedulesFindTheBug() {
    return SITUATIONS.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        assertThat(firstProblem(entry.getKey(), entry.getValue(), 3000))
                            .isNotNull()));
  }

  @TestFactory
  Stream<DynamicTest> randomSchedulesAcceptHarmlessChanges() {
    return Mutants.all().stream()
        .filter(mutant -> mutant.expected() == Expected.EQUIVALENT)
        .map(
            mutant ->
                DynamicTest.dynamicTest(
                    mutant.name(),
                    () ->
                        assertThat(Situations.all().keySet())
                            .allSatisfy(
                                situation ->
                                    assertThat(firstProblem(mutant.name(), situation, 40))
                                        .as(situation)
                                        .isNull())));
  }

  private static @Nullable String firstProblem(String name, String situation, int schedules) {
    Mutant mutant = Mutants.named(name).orElseThrow();
    MachineConfiguration configuration = Situations.all().get(situation);
    assertThat(configuration).as(situation).isNotNull();
    IntelMachine origin = Intel.ARCHITECTURE.machine(configuration.withMutant(mutant));
    for (long seed = 0; seed < schedules; seed++) {
      IntelMachine machine = origin.on(new PlainWords(origin.layout()));
      String problem = new RandomSchedule(machine, new SplittableRandom(seed)).run(20_000);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }
}
