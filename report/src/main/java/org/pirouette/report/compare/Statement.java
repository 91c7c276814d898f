package org.pirouette.report.compare;

/// A statement about posted interrupts held against a run.
///
/// @param key short and stable, for programs and docs/claims.md
/// @param stated what is stated
/// @param verdict what the run says about it
/// @param measured the run's figures and the condition under which the statement holds or fails
public record Statement(String key, String stated, Verdict verdict, String measured) {
  /// What a run says about a statement.
  public enum Verdict {
    /// The figures agree.
    HOLDS("holds"),
    /// They agree under a condition, which is told.
    CONDITIONAL("if"),
    /// They do not agree.
    FAILS("fails"),
    /// This run cannot tell.
    UNKNOWN("-");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /// For output.
    public String word() {
      return word;
    }
  }
}
