package org.pirouette.cli.situation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.protocol.intel.mutant.Mutants;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.MutantHunt;
import org.pirouette.prove.Proof;
import org.pirouette.prove.Situation;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration.Verdict;

/// The built-in situations are correct; each mutant shows in one of them. Situations with more
/// states than a test has time for are left out here: `pirouette prove` explores all.
class SituationsTest {
  private static final long STATES = 160_000;

  private static final Bounds BOUNDS =
      Bounds.generous().withThreads(2).withMaximumStates(STATES).withTime(Duration.ofMinutes(2));

  static Stream<String> names() {
    return BuiltInSituations.usual().names().stream();
  }

  static Stream<Mutant> mutants() {
    return Mutants.all().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void noPropertyIsBroken(String name) {
    Situation situation = BuiltInSituations.usual().find(name).orElseThrow();
    Proof proof = Proof.of(situation, BOUNDS, states -> {});
    assertThat(proof.exploration().verdict()).as(name).isNotEqualTo(Verdict.VIOLATED);
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void theMutantIsFoundOrEquivalent(Mutant mutant) {
    List<Situation> made =
        BuiltInSituations.usual().all().stream()
            .filter(situation -> situation.mutants().contains(mutant.name()))
            .toList();
    assertThat(made).as("situations made for %s", mutant.name()).isNotEmpty();
    MutantHunt.Outcome outcome = new MutantHunt(made, BOUNDS).hunt(mutant, states -> {});
    assertThat(outcome.asExpected()).as("%s %s", mutant.name(), outcome).isTrue();
  }

  @Test
  void theSituationsCoverEverySectionOfTheProtocol() {
    List<String> sections = new ArrayList<>();
    for (int i = 1; i <= 11; i++) {
      sections.add("A" + i);
    }
    assertThat(BuiltInSituations.usual().all().stream().flatMap(s -> s.arrows().stream()))
        .containsAll(sections);
  }
}
