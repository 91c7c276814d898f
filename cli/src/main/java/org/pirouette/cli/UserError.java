package org.pirouette.cli;

/// Wrong usage or wrong input, told to the user in one sentence: what was expected, what was found,
/// where, and what to do. Ends the command with exit status 2.
public final class UserError extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param sentence the whole message; printed as it is
  public UserError(String sentence) {
    super(sentence);
  }

  /// @param sentence the whole message; printed as it is
  /// @param cause shown with `--debug` only
  public UserError(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
