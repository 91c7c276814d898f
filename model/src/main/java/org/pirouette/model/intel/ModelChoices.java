package org.pirouette.model.intel;

import java.util.EnumSet;
import java.util.Set;

/// The points on which a structure departs from the model's standard behaviour.
///
/// @param alternatives chosen alternatives; unmodifiable
public record ModelChoices(Set<ModelChoice> alternatives) {
  /// The standard behaviour throughout.
  public static final ModelChoices STANDARD = new ModelChoices(Set.of());

  public ModelChoices {
    alternatives = Set.copyOf(alternatives);
  }

  /// The standard behaviour but for the given points.
  public static ModelChoices of(ModelChoice first, ModelChoice... others) {
    return new ModelChoices(EnumSet.of(first, others));
  }

  /// Whether the alternative is chosen.
  public boolean has(ModelChoice choice) {
    return alternatives.contains(choice);
  }
}
