package org.pirouette.prove;

import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.PlainWords;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration;
import org.pirouette.prove.explore.Explorer;
import org.pirouette.prove.explore.Model;
import org.pirouette.prove.explore.Property;
import org.pirouette.prove.rule.Rule;

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

  /// Names of the rules that were looked at, in the order of the architecture's list. Those of
  /// features that the machine does not have are not among them. Whether the rules about cycles
  /// were, [Exploration#progress] says.
  public List<String> checked() {
    Model model = ProtocolModel.of(situation);
    Set<String> looked =
        model.system(new PlainWords(model.layout())).properties().stream()
            .map(Property::name)
            .collect(Collectors.toSet());
    return situation.architecture().rules().stream()
        .filter(rule -> looked.contains(rule.name()))
        .filter(
            rule -> rule.scope() != Property.Scope.RECURRING || exploration.progress().checked())
        .map(Rule::name)
        .toList();
  }

  /// Names of the rules that were not looked at.
  public List<String> unchecked() {
    List<String> checked = checked();
    return situation.architecture().rules().stream()
        .map(Rule::name)
        .filter(name -> !checked.contains(name))
        .toList();
  }

  /// Steps of the run to the violation; 0 if there is none.
  public int length() {
    Exploration.Violation violation = exploration.violation();
    return violation == null ? 0 : violation.length();
  }
}
