package org.pirouette.cli.fuzz;

/// What came of a damaged input.
enum Outcome {
  /// A result, with whatever status the command documents.
  RESULT,
  /// A sentence and status 2.
  REFUSED,
  /// A sentence and status 1: the run failed.
  FAILED,
  /// A sentence that says it is a bug.
  BUG,
  /// More than one sentence, a stack trace, or a status that no command documents.
  UNTIDY,
  /// A control or format character on its way to the terminal.
  ESCAPE,
  /// No end within the time allowed.
  HANG;

  /// Whether this is a fault of Pirouette's.
  boolean isFault() {
    return switch (this) {
      case RESULT, REFUSED, FAILED -> false;
      case BUG, UNTIDY, ESCAPE, HANG -> true;
    };
  }
}
