package org.pirouette.cli.situation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pirouette.protocol.intel.mutant.Mutants;
import org.pirouette.prove.Proof;
import org.pirouette.prove.Situation;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration;
import org.pirouette.prove.explore.Exploration.Verdict;

/// With and without reduction the verdict is the same, and the reduction never adds states.
class ReductionTest {
  private static Exploration explore(Situation situation, boolean reduction) {
    Bounds bounds = Bounds.generous().withThreads(2).withReduction(reduction);
    return Proof.of(situation, bounds, states -> {}).exploration();
  }

  @ParameterizedTest
  @CsvSource({"timer", "restore", "level", "block-and-post", "preempt-and-post", "nested"})
  void correctSituationsStayCorrect(String name) {
    Situation situation = BuiltInSituations.usual().find(name).orElseThrow();
    Exploration all = explore(situation, false);
    Exploration reduced = explore(situation, true);
    assertThat(all.verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(reduced.verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(reduced.states()).isLessThanOrEqualTo(all.states());
  }

  @ParameterizedTest
  @CsvSource({
    "block-and-post,m0",
    "block-and-post,m10",
    "block-and-post,m11",
    "preempt-and-post,m1",
    "post-running,m35",
    "restore,m8",
    "level,m41",
    "nested,m15",
  })
  void mutantsAreFoundBothWays(String name, String mutant) {
    Situation situation = BuiltInSituations.usual().find(name).orElseThrow();
    Situation mutated =
        situation.with(situation.machine().withMutant(Mutants.named(mutant).orElseThrow()));
    assertThat(explore(mutated, false).verdict()).isEqualTo(Verdict.VIOLATED);
    assertThat(explore(mutated, true).verdict()).isEqualTo(Verdict.VIOLATED);
  }
}
