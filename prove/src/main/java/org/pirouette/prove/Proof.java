package org.pirouette.prove;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration;
import org.pirouette.prove.explore.Explorer;

/// What the exploration of one situation came to.
///
/// @param situation what was explored, the mutant included
/// @param bounds what it was allowed to use
/// @param exploration what came out
public record Proof(Situation situation, Bounds bounds, Exploration exploration) {
  /// Explores a situation.
  ///
  /// @param progress told the number of distinct states now and then, by any thread
  public static Proof of(Situation situation, Bounds bounds, LongConsumer progress) {
    Exploration exploration =
        new Explorer(ProtocolModel.of(situation), bounds).withProgress(progress).explore();
    return new Proof(situation, bounds, exploration);
  }

  /// The mutant in the situation, if any.
  public @Nullable Mutant mutant() {
    return situation.machine().mutant();
  }

  /// Steps of the run to the violation; 0 if there is none.
  public int length() {
    Exploration.Violation violation = exploration.violation();
    return violation == null ? 0 : violation.run().steps().size();
  }
}
