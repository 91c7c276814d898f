package org.pirouette.cli.situation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.MutantHunt;
import org.pirouette.prove.Proof;
import org.pirouette.prove.ProvenArchitectures;
import org.pirouette.prove.Situation;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration.Verdict;
import org.pirouette.prove.explore.MemoryModel;
import org.pirouette.prove.rule.ProvenArchitecture;

/// The situations of AMD are correct, also with store buffers; each mutant shows in one of them,
/// and no control does.
class AmdSituationsTest {
  private static final int STATES = 700_000;
  private static final Bounds BOUNDS =
      Bounds.generous().withThreads(2).withMaximumStates(STATES).withTime(Duration.ofMinutes(2));
  private static final ProvenArchitecture AMD = ProvenArchitectures.find("amd").orElseThrow();

  static Stream<Situation> situations() {
    return new BuiltInSituations(AMD).all().stream();
  }

  static Stream<Mutant> mutants() {
    return AMD.mutants().stream();
  }

  @ParameterizedTest
  @MethodSource("situations")
  void noPropertyIsBroken(Situation situation) {
    assertThat(verdict(situation)).as(situation.name()).isNotEqualTo(Verdict.VIOLATED);
  }

  @ParameterizedTest
  @MethodSource("situations")
  void noPropertyIsBrokenUnderTso(Situation situation) {
    assertThat(verdict(situation.in(MemoryModel.TSO)))
        .as(situation.name())
        .isNotEqualTo(Verdict.VIOLATED);
  }

  private static Verdict verdict(Situation situation) {
    return Proof.of(situation, BOUNDS, states -> {}).exploration().verdict();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void theMutantIsFoundOrEquivalent(Mutant mutant) {
    List<Situation> made =
        situations().filter(situation -> situation.mutants().contains(mutant.name())).toList();
    assertThat(made).as("situations made for %s", mutant.name()).isNotEmpty();
    MutantHunt.Outcome outcome = new MutantHunt(made, BOUNDS).hunt(mutant, states -> {});
    assertThat(outcome.asExpected()).as("%s %s", mutant.name(), outcome).isTrue();
  }
}
