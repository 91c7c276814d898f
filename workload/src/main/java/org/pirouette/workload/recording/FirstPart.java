package org.pirouette.workload.recording;

import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.EventSink;
import org.pirouette.trace.event.RecordedEvent;

/// Hands on the first part of a recording, so that memory does not grow with its length; of the
/// rest the exits are counted.
final class FirstPart implements EventSink {
  /// Exits, interrupts and IPIs that a workload is made of at most. Each is kept as read, as the
  /// guest's action and as simulated, some 500 bytes in all; a heap of 256 MB holds them.
  static final int MOST_KEPT = 200_000;

  private final RecordingScan scan;
  private final int mostKept;
  private long exitsAfter;

  FirstPart(RecordingScan scan, int mostKept) {
    this.scan = scan;
    this.mostKept = mostKept;
  }

  @Override
  public void accept(RecordedEvent event) {
    if (scan.kept() < mostKept) {
      scan.accept(event);
    } else {
      exitsAfter += event.kind == EventKind.EXIT ? 1 : 0;
    }
  }

  /// Exits after the first part.
  long exitsAfter() {
    return exitsAfter;
  }
}
