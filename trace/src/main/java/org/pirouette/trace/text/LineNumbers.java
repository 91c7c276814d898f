package org.pirouette.trace.text;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.pirouette.trace.event.RecordingNotes;

/// Turns "line 12 of chunk 3" into a line number of the whole text, once the chunks before are
/// read.
final class LineNumbers {
  private static final int MOST_KEPT = 1000;

  private record Place(long chunk, int line, String text) {}

  private final TreeMap<Long, Integer> linesOfChunk = new TreeMap<>();
  private final List<Place> places = new ArrayList<>();
  private long tooMany;

  synchronized void chunkHasLines(long chunk, int lines) {
    linesOfChunk.put(chunk, lines);
  }

  synchronized void unreadable(long chunk, int line, String text) {
    if (places.size() < MOST_KEPT) {
      places.add(new Place(chunk, line, text));
    } else {
      tooMany++;
    }
  }

  /// Hands the unreadable lines on with their numbers, counted from 1.
  synchronized void tell(RecordingNotes notes) {
    for (Place place : places) {
      long before = linesOfChunk.headMap(place.chunk()).values().stream().mapToLong(n -> n).sum();
      notes.unreadable(before + place.line() + 1, place.text());
    }
    for (long i = 0; i < tooMany; i++) {
      notes.unreadable(Long.MAX_VALUE, "");
    }
    places.clear();
    tooMany = 0;
  }
}
