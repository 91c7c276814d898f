package org.pirouette.trace.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.Bytes;

/// Finds out whether a text holds several traces, which nobody recorded together: where the clock
/// jumps from one event to the next, above all where a line of words stands between.
///
/// The buffers of single CPUs, one behind the other, are one trace: their times overlap and their
/// CPUs differ.
public final class TextSegments {
  private static final long SECOND = 1_000_000_000L;

  /// A clock that goes back or ahead by so much is another one: assumptions.
  private static final long BACK = SECOND;

  private static final long BACK_AT_HEADING = SECOND / 10;
  private static final long AHEAD = 60 * SECOND;
  private static final long AHEAD_AT_HEADING = SECOND;
  private static final int TIMES_THE_SPAN = 10;
  private static final int MOST = 100;
  private static final int LONGEST_TITLE = 80;

  private final byte[] bytes;
  private final int length;
  private final List<Segment> segments = new ArrayList<>();

  private TextSegments(byte[] text) {
    this.bytes = Arrays.copyOf(text, text.length + Bytes.SLACK);
    this.length = text.length;
  }

  /// One trace of a text.
  ///
  /// @param title the words above it, "" for none
  /// @param text its lines, behind as many empty ones as stand before it in the text
  public record Trace(String title, byte[] text) {}

  /// A piece of the text from one jump of the clock to the next.
  private static final class Segment {
    final int start;
    final int linesBefore;
    final String title;
    final BitSet processors = new BitSet();
    long first;
    long least;
    long last;
    long most;
    int events;

    Segment(int start, int linesBefore, String title, long time) {
      this.start = start;
      this.linesBefore = linesBefore;
      this.title = title;
      first = time;
      least = time;
      last = time;
      most = time;
    }

    void take(RecordedEvent event) {
      events++;
      last = event.time;
      least = Math.min(least, last);
      most = Math.max(most, last);
      if (event.cpu >= 0 && event.cpu < 1 << 16) {
        processors.set(event.cpu);
      }
    }

    boolean jumpsTo(long time, boolean heading) {
      long step = time - last;
      if (step < 0) {
        return -step > (heading ? BACK_AT_HEADING : BACK);
      }
      return step > (heading ? AHEAD_AT_HEADING : AHEAD)
          && step / TIMES_THE_SPAN > Math.max(0, most - least);
    }

    /// Whether both can be buffers of different CPUs of one trace.
    boolean isOfOneTraceWith(Segment other) {
      boolean apart = processors.intersects(other.processors);
      boolean known = !processors.isEmpty() && !other.processors.isEmpty();
      return known && !apart && least <= other.most && other.least <= most;
    }
  }

  /// The traces of a text; empty if it is one.
  public static List<Trace> of(byte[] text) {
    TextSegments all = new TextSegments(text);
    all.find();
    return all.traces();
  }

  private void find() {
    LineParser parser = new LineParser(new ReasonDictionary());
    RecordedEvent event = new RecordedEvent();
    String words = "";
    int wordsStart = -1;
    int wordsLines = 0;
    int lines = 0;
    for (int start = 0; start < length; lines++) {
      int stop = Bytes.lineEnd(bytes, start, length);
      LineParser.Line line = parser.parse(bytes, start, stop, event);
      boolean isEvent = line == LineParser.Line.EVENT || line == LineParser.Line.INCOMPLETE;
      if (isEvent && event.time != RecordedEvent.NO_TIME) {
        Segment now = segments.isEmpty() ? null : segments.getLast();
        if (now == null || now.jumpsTo(event.time, !words.isEmpty())) {
          boolean titled = !words.isEmpty();
          now =
              new Segment(
                  titled ? wordsStart : start, titled ? wordsLines : lines, words, event.time);
          segments.add(now);
          if (segments.size() > MOST) {
            segments.clear();
            return;
          }
        }
        now.take(event);
        words = "";
      } else if (line == LineParser.Line.OTHER && isWords(start, stop)) {
        words = title(start, stop);
        wordsStart = start;
        wordsLines = lines;
      }
      start = stop + 1;
    }
  }

  /// Whether a line rather tells something to people: it begins with a letter and is no part of an
  /// event.
  private boolean isWords(int start, int stop) {
    String line = title(start, stop);
    return !line.isEmpty()
        && Character.isLetter(line.charAt(0))
        && !line.contains("kvm_")
        && line.indexOf('=') < 0
        && !line.contains("://");
  }

  private String title(int start, int stop) {
    int shown = Math.min(stop - start, LONGEST_TITLE);
    String line = new String(bytes, start, shown, StandardCharsets.UTF_8);
    return line.replaceAll("^[>|#=*\\s-]+|[\\s:=*-]+$", "");
  }

  private List<Trace> traces() {
    boolean single = segments.stream().anyMatch(segment -> segment.events < 2);
    if (segments.size() < 2 || single) {
      return List.of();
    }
    for (int i = 0; i < segments.size(); i++) {
      for (int j = i + 1; j < segments.size(); j++) {
        if (segments.get(i).isOfOneTraceWith(segments.get(j))) {
          return List.of();
        }
      }
    }
    List<Trace> traces = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      int from = segment.start;
      int to = i + 1 < segments.size() ? segments.get(i + 1).start : length;
      if (!segment.title.isEmpty()) {
        from = Math.min(length, Bytes.lineEnd(bytes, from, length) + 1);
      }
      int before = segment.linesBefore + (segment.title.isEmpty() ? 0 : 1);
      byte[] text = new byte[before + to - from];
      Arrays.fill(text, 0, before, (byte) '\n');
      System.arraycopy(bytes, from, text, before, to - from);
      traces.add(new Trace(segment.title, text));
    }
    return List.copyOf(traces);
  }
}
