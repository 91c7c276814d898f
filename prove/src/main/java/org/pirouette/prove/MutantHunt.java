package org.pirouette.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Mutant.Expected;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration.Verdict;
import org.pirouette.prove.explore.MemoryModel;

/// Looks for a situation in which a mutant breaks a property.
///
/// First the situations that name the mutant; of their violations the one with the shortest run
/// counts. Only if none of them shows it, the others follow, up to the first violation. A mutant
/// that is expected under TSO alone is first explored under sequential consistency, where it has to
/// be correct.
public final class MutantHunt {
  private final List<Situation> situations;
  private final Bounds bounds;

  /// @param situations where to look, the cheapest first
  /// @param bounds for each exploration
  public MutantHunt(List<Situation> situations, Bounds bounds) {
    this.situations = List.copyOf(situations);
    this.bounds = bounds;
  }

  /// What came out.
  ///
  /// @param mutant which was looked for
  /// @param found the exploration with the shortest run to a violation; null if there is none
  /// @param foundBeforeTime a violation under sequential consistency of a mutant that is expected
  ///   under TSO alone; null if there is none
  /// @param explored how many situations were explored
  /// @param exhausted whether all of them to the end, or to a violation
  /// @param states distinct states in all of them
  /// @param nanoseconds of wall-clock time in all of them
  public record Outcome(
      Mutant mutant,
      @Nullable Proof found,
      @Nullable Proof foundBeforeTime,
      int explored,
      boolean exhausted,
      long states,
      long nanoseconds) {
    /// Whether the prover says of the mutant what is expected of it.
    public boolean asExpected() {
      return switch (mutant.expected()) {
        case VIOLATION -> found != null;
        case VIOLATION_UNDER_TSO -> found != null && foundBeforeTime == null;
        case EQUIVALENT -> found == null && exhausted;
      };
    }
  }

  /// Looks for one mutant.
  ///
  /// @param progress told the number of distinct states now and then
  public Outcome hunt(Mutant mutant, LongConsumer progress) {
    Tally tally = new Tally(mutant, progress);
    List<Situation> named = named(mutant);
    for (Situation situation : named) {
      tally.explore(situation);
    }
    if (tally.found == null && (mutant.expected() != Expected.EQUIVALENT || named.isEmpty())) {
      for (Situation situation : situations) {
        if (tally.found == null && !named.contains(situation)) {
          tally.explore(situation);
        }
      }
    }
    return tally.outcome();
  }

  private List<Situation> named(Mutant mutant) {
    return situations.stream().filter(s -> s.mutants().contains(mutant.name())).toList();
  }

  private final class Tally {
    private final Mutant mutant;
    private final LongConsumer progress;
    private final List<Proof> proofs = new ArrayList<>();
    private @Nullable Proof found;
    private @Nullable Proof foundBeforeTime;

    Tally(Mutant mutant, LongConsumer progress) {
      this.mutant = mutant;
      this.progress = progress;
    }

    void explore(Situation situation) {
      Situation mutated = situation.with(situation.machine().withMutant(mutant));
      if (mutant.expected() == Expected.VIOLATION_UNDER_TSO) {
        Proof proof = prove(mutated.in(MemoryModel.SC));
        foundBeforeTime = shorter(foundBeforeTime, proof);
        found = shorter(found, prove(mutated.in(mutated.architecture().weakestMemory())));
      } else {
        found = shorter(found, prove(mutated));
      }
    }

    private Proof prove(Situation situation) {
      Proof proof = Proof.of(situation, bounds, progress);
      proofs.add(proof);
      return proof;
    }

    private @Nullable Proof shorter(@Nullable Proof known, Proof proof) {
      if (proof.exploration().verdict() != Verdict.VIOLATED) {
        return known;
      }
      return known == null || proof.length() < known.length() ? proof : known;
    }

    Outcome outcome() {
      return new Outcome(
          mutant,
          found,
          foundBeforeTime,
          proofs.size(),
          proofs.stream().allMatch(p -> p.exploration().verdict() != Verdict.NOT_EXHAUSTED),
          proofs.stream().mapToLong(p -> p.exploration().states()).sum(),
          proofs.stream().mapToLong(p -> p.exploration().time().toNanos()).sum());
    }
  }
}
