package org.pirouette.trace;

/// A recording that cannot be read at all: what was expected, what was found, where, what to do.
public final class RecordingException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param sentence the whole message, fit for the user
  public RecordingException(String sentence) {
    super(sentence);
  }

  /// @param sentence the whole message, fit for the user
  /// @param cause what went wrong below
  public RecordingException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
