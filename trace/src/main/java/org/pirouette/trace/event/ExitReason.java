package org.pirouette.trace.event;

/// An exit reason with the name that KVM prints ("EXTERNAL_INTERRUPT", "npf", "DABT_LOW").
///
/// Reasons are compared by identity within one reading: [ReasonDictionary] gives one object per
/// reason, with a small dense [#index] for tables.
public final class ExitReason {
  private final String name;
  private final Architecture architecture;
  private final long code;
  private final ExitFamily family;
  private final int index;

  ExitReason(String name, Architecture architecture, long code, ExitFamily family, int index) {
    this.name = name;
    this.architecture = architecture;
    this.code = code;
    this.family = family;
    this.index = index;
  }

  /// The name that KVM prints; "UNKNOWN (n)" where there is none.
  public String name() {
    return name;
  }

  /// Whose reason it is.
  public Architecture architecture() {
    return architecture;
  }

  /// The number of the reason as the hardware gives it, -1 if the recording has only the name.
  public long code() {
    return code;
  }

  /// The kind of exit.
  public ExitFamily family() {
    return family;
  }

  /// A small number, unique within the reading, for tables indexed by reason.
  public int index() {
    return index;
  }

  @Override
  public String toString() {
    return name;
  }
}
