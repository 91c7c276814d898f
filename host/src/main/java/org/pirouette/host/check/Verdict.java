package org.pirouette.host.check;

/// The answer of doctor, and the exit status that goes with it.
public enum Verdict {
  /// Posted interrupts are in use, or on and ready.
  IN_USE(0, "in use"),
  /// Nothing seen rules them out, and they are off, inhibited or not used.
  OFF(1, "off"),
  /// The hardware (as the host sees it) cannot.
  NOT_AVAILABLE(3, "not available"),
  /// What was read does not tell.
  UNKNOWN(4, "unknown");

  private final int status;
  private final String words;

  Verdict(int status, String words) {
    this.status = status;
    this.words = words;
  }

  /// The exit status of the command.
  public int status() {
    return status;
  }

  /// In words, for a headline.
  public String words() {
    return words;
  }
}
