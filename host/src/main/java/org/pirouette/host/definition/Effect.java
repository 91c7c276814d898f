package org.pirouette.host.definition;

/// What an option does, the worst first.
public enum Effect {
  /// APICv or AVIC is off for this machine.
  INHIBITS("inhibits"),
  /// It is off while the guest does something, or on some kernels.
  MAY_INHIBIT("may inhibit"),
  /// Interrupts of a device are not posted.
  NOT_POSTED("not posted"),
  /// It decides what is posted, or how a vCPU waits.
  DECIDES("decides"),
  /// Neither, but it costs exits.
  COSTS("costs");

  private final String title;

  Effect(String title) {
    this.title = title;
  }

  /// In a few words.
  public String title() {
    return title;
  }
}
