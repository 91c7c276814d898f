package org.pirouette.prove.explore;

/// A step gave a word a value that differs from its initial one in bits that its layout says never
/// vary: the model is wrong about itself, or the step is wrong.
final class LayoutViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LayoutViolation(String message) {
    super(message);
  }

  /// The violation as a broken property of the state before the step.
  Property property(String step) {
    return Property.always(
        "layout",
        "Each step leaves each word a value that the word may have. The next step, '"
            + step
            + "', does not: "
            + getMessage()
            + ".",
        () -> false);
  }
}
