package org.pirouette.workload.recording;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.trace.read.RecordingSummary;

/// What the reader says about a recording, for the user: nothing is dropped without a word.
final class RecordingNotes {
  private RecordingNotes() {}

  static List<String> of(RecordingSummary summary) {
    List<String> notes = new ArrayList<>();
    notes.add("%s, %,d events read".formatted(summary.format().title(), summary.events()));
    if (summary.lostEvents() > 0) {
      notes.add(
          "the recording itself lost %,d events: arrivals and exits are missing"
              .formatted(summary.lostEvents()));
    }
    notes.addAll(summary.warnings());
    return notes;
  }
}
