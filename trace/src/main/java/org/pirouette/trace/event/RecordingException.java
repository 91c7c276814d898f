package org.pirouette.trace.event;

/// A recording that cannot be read at all: what was expected, what was found, where, what to do.
public final class RecordingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  /// @param sentence the whole message, fit for the user
  public RecordingException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  /// @param sentence the whole message, fit for the user
  /// @param cause what went wrong below
  public RecordingException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  /// The message, fit for the user.
  public String sentence() {
    return sentence;
  }
}
