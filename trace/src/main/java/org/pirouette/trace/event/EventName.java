package org.pirouette.trace.event;

/// The name of a tracepoint, what it is to us, and how often it came; one object per name within
/// one reader, so that names are compared by identity. Not for several threads.
public final class EventName {
  private final String name;
  private final EventKind kind;

  /// How many events of this name the owning reader has met.
  public long count;

  private EventName(String name, EventKind kind) {
    this.name = name;
    this.kind = kind;
  }

  /// The name with its kind.
  ///
  /// @param name without its system: "kvm_exit"
  public static EventName of(String name) {
    return new EventName(name, EventKind.of(name));
  }

  /// The name without its system.
  public String name() {
    return name;
  }

  /// What the event is.
  public EventKind kind() {
    return kind;
  }

  @Override
  public String toString() {
    return name;
  }
}
