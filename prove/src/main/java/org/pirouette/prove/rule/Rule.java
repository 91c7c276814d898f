package org.pirouette.prove.rule;

import java.util.function.BooleanSupplier;
import org.pirouette.prove.explore.Property;

/// What a protocol rests on: a sentence about states, whichever steps led to them.
///
/// @param name for the command line and reports: short and stable
/// @param meaning one sentence
/// @param scope where it must hold
public record Rule(String name, String meaning, Property.Scope scope) {
  /// A rule about every reachable state.
  public static Rule always(String name, String meaning) {
    return new Rule(name, meaning, Property.Scope.ALWAYS);
  }

  /// A rule about every reachable state in which nobody but the environment can step.
  public static Rule atRest(String name, String meaning) {
    return new Rule(name, meaning, Property.Scope.AT_REST);
  }

  /// A rule that every fair run comes back to.
  public static Rule recurring(String name, String meaning) {
    return new Rule(name, meaning, Property.Scope.RECURRING);
  }

  /// The rule on the words of one machine.
  public Property on(BooleanSupplier holds) {
    return new Property(name, meaning, scope, holds);
  }
}
