package org.pirouette.prove.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.prove.explore.Exploration.Verdict;
import org.pirouette.prove.explore.Exploration.Violation;

class ExplorerTest {
  private static Exploration explore(Model model) {
    return new Explorer(model, Bounds.generous().withThreads(2)).explore();
  }

  private static Model tso(Model model) {
    return new StoreBufferModel(model, 2, 2, MemoryModel.TSO);
  }

  private static List<String> names(Exploration result) {
    Violation violation = Objects.requireNonNull(result.violation());
    return violation.run().steps().stream().map(t -> t.agentName() + ": " + t.step()).toList();
  }

  @Test
  void petersonExcludesUnderSequentialConsistency() {
    assertThat(explore(Classics.peterson(false)).verdict()).isEqualTo(Verdict.CORRECT);
  }

  @Test
  void petersonNeedsAFenceUnderStoreBuffers() {
    Exploration without = explore(tso(Classics.peterson(false)));
    assertThat(without.verdict()).isEqualTo(Verdict.VIOLATED);
    assertThat(explore(tso(Classics.peterson(true))).verdict()).isEqualTo(Verdict.CORRECT);
  }

  @Test
  void dekkersEntryFailsOnlyWithStoreBuffersAndWithoutFence() {
    assertThat(explore(Classics.dekker(false)).verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(explore(Classics.dekker(true)).verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(explore(tso(Classics.dekker(true))).verdict()).isEqualTo(Verdict.CORRECT);
    Exploration broken = explore(tso(Classics.dekker(false)));
    assertThat(broken.verdict()).isEqualTo(Verdict.VIOLATED);
    assertThat(names(broken))
        .containsExactlyInAnyOrder(
            "process 0: announce", "process 0: look", "process 1: announce", "process 1: look");
  }

  @Test
  void dekkersEntryHasThirteenStates() {
    // by the two program counters: 4 in which nobody has looked, 2 in which one has looked and the
    // other has not begun, 2 * 2 in which it has announced itself, 3 in which both have looked
    assertThat(explore(Classics.dekker(false)).states()).isEqualTo(13);
  }

  @Test
  void theTreiberStackLosesANodeToAbaUnlessItIsTagged() {
    assertThat(explore(Classics.treiber(true)).verdict()).isEqualTo(Verdict.CORRECT);
    Exploration broken = explore(Classics.treiber(false));
    assertThat(broken.verdict()).isEqualTo(Verdict.VIOLATED);
    assertThat(names(broken)).hasSize(11).last().isEqualTo("process 0: swing top");
  }

  @Test
  void aLockWhoseTestAndSetAreTwoStepsExcludesNobody() {
    assertThat(explore(Classics.lock(3, true)).verdict()).isEqualTo(Verdict.CORRECT);
    Exploration broken = explore(Classics.lock(3, false));
    assertThat(names(broken)).hasSize(6);
  }

  @Test
  void independentCountersHaveAllCombinations() {
    Exploration result = explore(Classics.counters(5, 9));
    assertThat(result.states()).isEqualTo(100_000);
    assertThat(result.depth()).isEqualTo(45);
    assertThat(result.transitions()).isEqualTo(5 * 9 * 10_000);
    assertThat(result.restStates()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void theOutcomeDoesNotDependOnTheThreads(int threads) {
    Bounds bounds = Bounds.generous().withThreads(threads);
    Exploration result = new Explorer(Classics.counters(6, 7), bounds).explore();
    assertThat(result.states()).isEqualTo(1 << 18);
    assertThat(names(new Explorer(Classics.treiber(false), bounds).explore()))
        .isEqualTo(names(explore(Classics.treiber(false))));
  }

  @Test
  void theTableGrowsAndStaysWithinItsBytes() {
    Exploration result = explore(Classics.counters(7, 7));
    assertThat(result.states()).isEqualTo(1 << 21);
    assertThat(result.bytesPerState()).isLessThan(24);
  }

  @Test
  void levelsThatDoNotFitInMemoryGoToAFile() {
    Bounds small = Bounds.generous().withThreads(2).withMaximumMemory(25 << 20);
    Exploration result = new Explorer(Classics.counters(6, 8), small).explore();
    assertThat(result.verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(result.states()).isEqualTo(531_441);
  }

  @Test
  void whoRunsOutOfABoundIsNotExhausted() {
    Model model = Classics.counters(8, 7);
    Exploration states = new Explorer(model, Bounds.generous().withMaximumStates(10_000)).explore();
    assertThat(states.verdict()).isEqualTo(Verdict.NOT_EXHAUSTED);
    assertThat(states.limit()).isEqualTo("--max-states 10000");
    Exploration memory =
        new Explorer(model, Bounds.generous().withMaximumMemory(20 << 20)).explore();
    assertThat(memory.verdict()).isEqualTo(Verdict.NOT_EXHAUSTED);
    assertThat(memory.limit()).isEqualTo("--max-memory 20 MiB");
  }

  @Test
  void localStepsAloneLeaveOneOrder() {
    ClassicModel model = Classics.counters(5, 9);
    model.allowReduction();
    Bounds reduced = Bounds.generous().withThreads(2).withReduction(true);
    assertThat(new Explorer(model, reduced).explore().states()).isEqualTo(46);
  }

  @Test
  void aWordThatLeavesItsVaryingBitsIsADefectOfTheModel() {
    ClassicModel model = new ClassicModel("overflow");
    int word = model.shared("small", 1, 0);
    model.process(
        ClassicModel.step(
            "overflow",
            (w, p) -> {
              w.store(word, 2);
              return 0;
            }));
    Violation violation = Objects.requireNonNull(explore(model).violation());
    assertThat(violation.property()).isEqualTo("layout");
    assertThat(violation.meaning()).contains("'overflow'", "'small' was set to 0x2");
  }

  @Test
  void aFairLockServesEverybodyAndAnUnfairOneStarves() {
    Exploration peterson = explore(Classics.served(Classics.peterson(false)));
    assertThat(peterson.verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(peterson.progress().checked()).isTrue();
    Exploration lock = explore(Classics.served(Classics.lock(2, true)));
    assertThat(lock.verdict()).isEqualTo(Verdict.VIOLATED);
    Violation violation = Objects.requireNonNull(lock.violation());
    assertThat(violation.property()).isEqualTo("served 0");
    int loop = violation.run().loop();
    assertThat(violation.run().steps().subList(loop, violation.run().steps().size()))
        .isNotEmpty()
        .allMatch(taken -> "process 1".equals(taken.agentName()));
  }
}
