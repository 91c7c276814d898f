package org.pirouette.host.record;

/// A recording could not start or go on. The message is one sentence: what was expected, what was
/// found, what to do.
public final class RecordFailure extends Exception {
  private static final long serialVersionUID = 1L;

  RecordFailure(String sentence) {
    super(sentence);
  }
}
