package org.pirouette.trace.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.EventName;
import org.pirouette.trace.event.EventSink;
import org.pirouette.trace.event.PartReader;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.input.Bytes;

/// Reads chunks of text line by line. A record wrapped over several lines is put together: an event
/// is handed on only when the next line turned out to be none of its own.
final class TextPartReader implements PartReader {
  private static final int MOST_JOINED = 4096;
  private static final int MOST_SHOWN = 60;
  private static final byte[] REINJECTED = "[reinjected]".getBytes(StandardCharsets.US_ASCII);

  private final TextChunks chunks;
  private final TextChunks.Chunk chunk;
  private final LineParser parser;
  private final RecordingNotes notes;
  private final LineNumbers numbers;
  private final TextLines lines;
  private final byte[][] joined = new byte[2][MOST_JOINED + Bytes.SLACK];

  /// The event that is pending, and the one to read the next line into: they change by number, as
  /// references are dear to write where the collector watches them.
  private final RecordedEvent[] events = {new RecordedEvent(), new RecordedEvent()};

  private int current;
  private boolean isPending;
  private boolean complete;
  private byte[] pendingBytes;
  private int pendingStart;
  private int pendingEnd;
  private int pendingLine;
  private int lastLength;
  private int joinedNow;
  private long counterStamps;

  TextPartReader(
      TextChunks chunks,
      LineParser parser,
      RecordingNotes notes,
      LineNumbers numbers,
      TextLines lines) {
    this.lines = lines;
    this.chunks = chunks;
    this.chunk = chunks.newChunk();
    this.parser = parser;
    this.notes = notes;
    this.numbers = numbers;
    this.pendingBytes = chunk.bytes;
  }

  @Override
  public long readPart(EventSink sink) throws IOException {
    if (!chunks.next(chunk)) {
      return END;
    }
    byte[] bytes = chunk.bytes;
    int end = chunk.length;
    int lines = 0;
    for (int start = 0; start < end; ) {
      int stop = Bytes.lineEnd(bytes, start, end);
      readLine(bytes, start, stop, lines++, sink);
      start = stop + 1;
    }
    flush(sink);
    numbers.chunkHasLines(chunk.index, lines);
    if (counterStamps > 0) {
      notes.clock("counter", 0);
    }
    return chunk.index;
  }

  @Override
  public Collection<EventName> names() {
    return parser.names();
  }

  private void readLine(byte[] bytes, int start, int stop, int line, EventSink sink) {
    switch (parser.parse(bytes, start, stop, spare())) {
      case EVENT -> {
        if (!isRestOfPending(bytes, start, stop)) {
          hold(bytes, start, stop, line, true, sink);
        }
      }
      case INCOMPLETE -> hold(bytes, start, stop, line, false, sink);
      case BLANK, COMMENT -> flush(sink);
      case LOST -> {
        flush(sink);
        notes.lost(parser.lostEvents());
      }
      case OTHER -> {
        if (!continues(bytes, start, stop)) {
          flush(sink);
          numbers.unreadable(chunk.index, line, text(bytes, start, stop));
        }
      }
    }
  }

  private void hold(
      byte[] bytes, int start, int stop, int line, boolean isComplete, EventSink sink) {
    flush(sink);
    swap();
    isPending = true;
    complete = isComplete;
    if (pendingBytes != bytes) {
      pendingBytes = bytes;
    }
    pendingStart = start;
    pendingEnd = stop;
    pendingLine = line;
    lastLength = stop - start;
    if (lines.timesAreDifferences()) {
      pending().time = RecordedEvent.NO_TIME;
    } else if (parser.counterClock() && pending().time != RecordedEvent.NO_TIME) {
      counterStamps++;
    }
  }

  /// Whether a line that could be an event of its own, but has no time, is rather the rest of the
  /// incomplete record before it: "... kvm_exit:" and "vcpu 0 reason HLT ...".
  private boolean isRestOfPending(byte[] bytes, int start, int stop) {
    if (!isPending || complete || spare().time != RecordedEvent.NO_TIME) {
      return false;
    }
    if (continues(bytes, start, stop)) {
      return true;
    }
    parser.parse(bytes, start, stop, spare());
    return false;
  }

  /// Tries to read a line that is no record as the rest of the record before it.
  private boolean continues(byte[] bytes, int start, int stop) {
    int length = pendingEnd - pendingStart + 1 + (stop - start);
    if (!isPending
        || length > MOST_JOINED
        || complete
            && !isCut()
            && !looksLikeRest(bytes, start, stop)
            && !isReinjection(bytes, start, stop)) {
      return false;
    }
    byte[] target = joined[joinedNow];
    joinedNow ^= 1;
    int at = pendingEnd - pendingStart;
    System.arraycopy(pendingBytes, pendingStart, target, 0, at);
    boolean cut = isCut();
    while (at > 0 && !cut && Cursor.isSpace(target[at - 1])) {
      at--;
    }
    int from = start;
    if (!cut) {
      target[at++] = ' ';
      from = afterQuotes(bytes, start, stop);
    }
    System.arraycopy(bytes, from, target, at, stop - from);
    at += stop - from;
    LineParser.Line line = parser.parse(target, 0, at, spare());
    if (line != LineParser.Line.EVENT && line != LineParser.Line.INCOMPLETE) {
      return false;
    }
    swap();
    if (lines.timesAreDifferences()) {
      pending().time = RecordedEvent.NO_TIME;
    }
    complete = line == LineParser.Line.EVENT;
    pendingBytes = target;
    pendingStart = 0;
    pendingEnd = at;
    lastLength = stop - start;
    return true;
  }

  /// Whether the last line ended where a terminal cut it.
  private boolean isCut() {
    return lines.width() > 0 && lastLength == lines.width();
  }

  /// Where a line starts behind spaces and marks of quoted mail.
  private static int afterQuotes(byte[] bytes, int start, int stop) {
    int at = start;
    while (at < stop && (Cursor.isSpace(bytes[at]) || bytes[at] == '>')) {
      at++;
    }
    return at;
  }

  /// Whether a line can be the rest of an event that was complete without it: one of its first two
  /// words is a number, or the first ends with a colon.
  private static boolean looksLikeRest(byte[] bytes, int start, int stop) {
    int at = start;
    for (int word = 0; word < 2; word++) {
      while (at < stop && (Cursor.isSpace(bytes[at]) || bytes[at] == '>')) {
        at++;
      }
      int from = at;
      while (at < stop && !Cursor.isSpace(bytes[at])) {
        at++;
      }
      if (from < at && (Cursor.isDigit(bytes[from]) || word == 0 && bytes[at - 1] == ':')) {
        return true;
      }
    }
    return false;
  }

  /// Whether a line is the mark that an injection was none of a new interrupt.
  private boolean isReinjection(byte[] bytes, int start, int stop) {
    int at = afterQuotes(bytes, start, stop);
    return pending().kind == EventKind.INJECT_VIRQ
        && stop - at >= REINJECTED.length
        && Arrays.equals(bytes, at, at + REINJECTED.length, REINJECTED, 0, REINJECTED.length);
  }

  private void flush(EventSink sink) {
    if (!isPending) {
      return;
    }
    isPending = false;
    RecordedEvent pending = pending();
    boolean useful = complete || pending.kind != EventKind.EXIT && !pending.name.name().isEmpty();
    if (useful) {
      pending.name.count++;
      sink.accept(pending);
    }
    if (!complete) {
      numbers.unreadable(chunk.index, pendingLine, text(pendingBytes, pendingStart, pendingEnd));
    }
  }

  private RecordedEvent pending() {
    return events[current];
  }

  private RecordedEvent spare() {
    return events[current ^ 1];
  }

  private void swap() {
    current ^= 1;
  }

  private static String text(byte[] bytes, int start, int stop) {
    int length = Math.min(stop - start, MOST_SHOWN);
    String text = new String(bytes, start, length, StandardCharsets.UTF_8).strip();
    return length < stop - start ? text + " ..." : text;
  }
}
