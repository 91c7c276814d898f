package org.pirouette.trace.event;

/// Takes the events of a recording, one after the other.
@FunctionalInterface
public interface EventSink {
  /// Called for each event.
  ///
  /// @param event reused by the reader for the next event: copy what is to stay
  void accept(RecordedEvent event);
}
