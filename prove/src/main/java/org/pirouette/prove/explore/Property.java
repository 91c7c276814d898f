package org.pirouette.prove.explore;

import java.util.function.BooleanSupplier;

/// Something that must hold, looked at on the words of one [StepSystem].
///
/// @param name short and stable, for example `I6`
/// @param meaning one sentence
/// @param scope where it must hold
/// @param holds looks at the words; changes none
public record Property(String name, String meaning, Scope scope, BooleanSupplier holds) {
  /// Where a property must hold.
  public enum Scope {
    /// In every reachable state.
    ALWAYS,
    /// In every reachable state in which no agent can step, or only the environment.
    AT_REST,
    /// Again and again in every run that is fair: there is no cycle of reachable states in which it
    /// fails all the time although every agent that can step does so sooner or later (the
    /// environment need not).
    RECURRING
  }

  /// A property of every reachable state.
  public static Property always(String name, String meaning, BooleanSupplier holds) {
    return new Property(name, meaning, Scope.ALWAYS, holds);
  }

  /// A property of every reachable state at rest.
  public static Property atRest(String name, String meaning, BooleanSupplier holds) {
    return new Property(name, meaning, Scope.AT_REST, holds);
  }

  /// A property that every fair run comes back to.
  public static Property recurring(String name, String meaning, BooleanSupplier holds) {
    return new Property(name, meaning, Scope.RECURRING, holds);
  }
}
