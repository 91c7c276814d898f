package org.pirouette.report.text;

import java.io.IOException;

/// Standard output takes no more. Unchecked, so that it passes through printers, which swallow what
/// is checked, and ends the command at its first lost byte.
public final class OutputFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean readerGone;

  OutputFailure(IOException cause, boolean readerGone) {
    super("cannot write to standard output: " + cause.getMessage() + ".", cause);
    this.readerGone = readerGone;
  }

  /// Whether the other end of a pipe was closed, which is no fault: `head` has seen enough.
  public boolean readerGone() {
    return readerGone;
  }
}
