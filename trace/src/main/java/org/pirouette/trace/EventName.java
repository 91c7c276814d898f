package org.pirouette.trace;

/// The name of a tracepoint and what it is to us; one object per name within one reader.
///
/// @param name without its system: "kvm_exit"
/// @param kind what the event is
public record EventName(String name, EventKind kind) {
  /// The name with its kind.
  public static EventName of(String name) {
    return new EventName(name, EventKind.of(name));
  }
}
