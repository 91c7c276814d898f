package org.pirouette.workload.replay;

/// How far a prediction for one delivery mode can be trusted, and why.
///
/// @param verdict how far
/// @param reason one clause: what the verdict rests on, or what stands against the prediction
public record Trust(Verdict verdict, String reason) {
  /// How far a prediction can be trusted.
  public enum Verdict {
    /// The recording shows all that the mode needs.
    EXACT("exact"),
    /// The prediction depends on what the recording hides: between two bounds.
    RANGE("range"),
    /// Something that the recording shows speaks against it.
    NOT_TRUSTED("not to be trusted");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    /// For output.
    public String words() {
      return words;
    }
  }

  /// Whether the figures may be used, as they are or with their range.
  public boolean trusted() {
    return verdict != Verdict.NOT_TRUSTED;
  }
}
