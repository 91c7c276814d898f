package org.pirouette.trace.text;

import java.util.Arrays;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.Bytes;

/// What the beginning of a text tells of its lines: whether a terminal cut them at its width, and
/// whether their times are differences.
///
/// @param width at which records go on in the next line, within a word or not; 0 if they do not
/// @param timesAreDifferences whether each time is the one since the event before (`perf script
///   --deltatime`), so that nothing can be measured with it
record TextLines(int width, boolean timesAreDifferences) {
  private static final int WIDEST = 300;
  private static final int LEAST_LINES = 4;
  private static final int LEAST_STAMPED = 20;

  static TextLines of(byte[] head) {
    byte[] bytes = Arrays.copyOf(head, head.length + Bytes.SLACK);
    LineHeader header = new LineHeader();
    Cursor cursor = new Cursor();
    RecordedEvent event = new RecordedEvent();
    int[] lines = new int[WIDEST + 1];
    int[] continued = new int[WIDEST + 1];
    int before = 0;
    int longest = 0;
    long lastTime = Long.MIN_VALUE;
    int stamped = 0;
    int backwards = 0;
    boolean startsAtZero = false;
    for (int start = 0; start < head.length; ) {
      int stop = Bytes.lineEnd(bytes, start, head.length);
      int length = stop - start - (stop > start && bytes[stop - 1] == '\r' ? 1 : 0);
      cursor.reset(bytes, start, stop);
      cursor.skipSpaces();
      boolean record = header.read(cursor, event);
      if (record) {
        startsAtZero |= stamped == 0 && event.time == 0;
        stamped++;
        backwards += event.time < lastTime ? 1 : 0;
        lastTime = event.time;
      }
      if (stop < head.length) {
        longest = Math.max(longest, length);
        continued[before] += record || length == 0 ? 0 : 1;
        before = Math.min(length, WIDEST);
        lines[before]++;
      }
      start = stop + 1;
    }
    // Mail programs break between words, at many lengths; a terminal at one.
    boolean cut =
        longest < WIDEST
            && continued[longest] >= LEAST_LINES
            && continued[longest] * 5 > lines[longest] * 4
            && continued[longest] * 10 > Arrays.stream(continued).sum() * 9;
    boolean differences = startsAtZero && stamped >= LEAST_STAMPED && backwards * 10 > stamped;
    return new TextLines(cut ? longest : 0, differences);
  }
}
