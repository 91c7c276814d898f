package org.pirouette.protocol.step;

import java.util.function.UnaryOperator;

/// A historical bug, or a harmless change, as the replacement of one step.
///
/// @param name for the command line, for example `m1`
/// @param commit the kernel commit that repaired it, or where it is known from
/// @param sentence what is wrong, in one sentence
/// @param step name of the step that is replaced
/// @param expected what the prover has to say
/// @param replacement gives the wrong step for the right one, and every other step back as it is
public record Mutant(
    String name,
    String commit,
    String sentence,
    String step,
    Expected expected,
    UnaryOperator<Step> replacement) {

  /// What the prover has to say about a mutant.
  public enum Expected {
    /// Some property breaks, under sequential consistency already.
    VIOLATION,
    /// Some property breaks under the weakest memory model of the architecture - x86-TSO for Intel
    /// and AMD - and none under sequential consistency.
    VIOLATION_UNDER_TSO,
    /// No property breaks: the change is harmless.
    EQUIVALENT
  }
}
