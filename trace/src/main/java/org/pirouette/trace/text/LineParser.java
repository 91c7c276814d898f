package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Collection;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.EventName;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.ByteDictionary;
import org.pirouette.trace.input.Bytes;

/// Makes an event of a line of text. One per thread; allocates only for names it has not seen.
final class LineParser {
  /// What a line is.
  enum Line {
    /// An event, with its payload understood.
    EVENT,
    /// An event whose payload lacks what its kind must say: perhaps it goes on in the next line.
    INCOMPLETE,
    /// Nothing but spaces or a quote mark.
    BLANK,
    /// A comment of ftrace, or a line that belongs to the header of a tool.
    COMMENT,
    /// "CPU:0 [LOST 19877 EVENTS]".
    LOST,
    /// Nothing known.
    OTHER
  }

  private static final byte[] CPU = "CPU".getBytes(US_ASCII);
  private static final byte[] CPUS = "cpus=".getBytes(US_ASCII);
  private static final byte[] KVM = "kvm_".getBytes(US_ASCII);
  private static final byte[] LOST = "LOST ".getBytes(US_ASCII);
  private static final byte[] DROPPED = "EVENTS DROPPED]".getBytes(US_ASCII);
  private static final byte[] PERF_KVM = "kvm:kvm_".getBytes(US_ASCII);
  private static final byte[] PERF_RECORD = "PERF_RECORD_".getBytes(US_ASCII);
  private static final byte[] PERF_LOST = "PERF_RECORD_LOST lost ".getBytes(US_ASCII);
  private static final byte[] VCPU = "vcpu ".getBytes(US_ASCII);
  private static final byte[] REASON = "reason ".getBytes(US_ASCII);
  private static final byte[] ENTRY_NAME = padded("kvm_entry");
  private static final byte[] EXIT_NAME = padded("kvm_exit");
  private static final byte[] TYPE = "type: ".getBytes(US_ASCII);
  private static final byte[] WRITTEN = "entries-in-buffer/entries-written: ".getBytes(US_ASCII);
  private static final int MOST_NAME = 64;

  private final Cursor cursor = new Cursor();
  private final LineHeader header = new LineHeader();
  private final PerfTraceLine perfTrace = new PerfTraceLine();
  private final PayloadParser payloads;
  private final ByteDictionary<EventName> names =
      new ByteDictionary<>(EventName::of, EventName.of("(other)"));
  private long lost;

  private static byte[] padded(String name) {
    return Arrays.copyOf(name.getBytes(US_ASCII), name.length() + Bytes.SLACK);
  }

  LineParser(ReasonDictionary reasons) {
    payloads = new PayloadParser(reasons);
  }

  /// Fills the event from a line.
  ///
  /// @param bytes with slack after `to`
  /// @param to without the line end
  Line parse(byte[] bytes, int from, int to, RecordedEvent event) {
    cursor.reset(bytes, from, to);
    skipQuotes();
    if (cursor.atEnd()) {
      return Line.BLANK;
    }
    int start = cursor.position;
    if (bytes[start] == '#') {
      return comment();
    }
    if (header.read(cursor, event)) {
      cursor.skipSpaces();
      if (cursor.atEnd()) {
        event.begin(names.get(bytes, to, to));
        return Line.INCOMPLETE;
      }
      if (bytes[cursor.position] == 'P' && cursor.startsWith(cursor.position, PERF_RECORD)) {
        return perfRecord();
      }
      if (readName(event)) {
        return payload(event);
      }
      if (cursor.atEnd()) {
        event.begin(names.get(bytes, to, to));
        return Line.INCOMPLETE;
      }
      if (StackLines.isTitle(cursor)) {
        return Line.COMMENT;
      }
    }
    cursor.reset(bytes, start, to);
    return parseWithoutHeader(event);
  }

  /// How many events the last [Line#LOST] line tells of; 0 if it does not say.
  long lostEvents() {
    return lost;
  }

  /// The names met so far.
  Collection<EventName> names() {
    return names.values();
  }

  /// Whether the last header's time was a counter's value, without a point.
  boolean counterClock() {
    return header.isCounter();
  }

  private Line payload(RecordedEvent event) {
    cursor.skipSpaces();
    return payloads.read(cursor, event) ? Line.EVENT : Line.INCOMPLETE;
  }

  /// perf's own records, which `perf script --show-task-events` and the like print between events.
  private Line perfRecord() {
    if (!cursor.skip(PERF_LOST)) {
      return Line.COMMENT;
    }
    lost = Math.max(0, cursor.number());
    return Line.LOST;
  }

  /// "# entries-in-buffer/entries-written: 979/40965" tells of overwritten events.
  private Line comment() {
    int at = cursor.find(cursor.position, WRITTEN);
    if (at < 0) {
      return Line.COMMENT;
    }
    cursor.position = at + WRITTEN.length;
    long kept = cursor.number();
    cursor.position++;
    long written = cursor.number();
    lost = written - kept;
    return kept >= 0 && written > kept ? Line.LOST : Line.COMMENT;
  }

  /// Forms without time: "kvm_exit: reason ...", "kvm_exit vcpu 0 reason ...", "CPU 0: kvm_exit:
  /// ...", "17052 1 3753296675223 type: 82".
  private Line parseWithoutHeader(RecordedEvent event) {
    int start = cursor.position;
    event.time = RecordedEvent.NO_TIME;
    event.cpu = RecordedEvent.UNKNOWN;
    event.thread = RecordedEvent.UNKNOWN;
    event.process = RecordedEvent.UNKNOWN;
    event.comm(cursor.bytes, cursor.position, cursor.position);
    if (cursor.startsWith(cursor.position, CPUS)
        || cursor.startsWith(cursor.position, PERF_RECORD)
        || StackLines.isFrame(cursor)) {
      return Line.COMMENT;
    }
    if (cursor.skip(CPU)) {
      return afterCpu(event);
    }
    if (Cursor.isDigit(cursor.peek()) && raw(event) == Line.EVENT) {
      return Line.EVENT;
    }
    cursor.position = start;
    Line line = unstamped(event);
    if (line == Line.OTHER) {
      cursor.position = start;
      line = timeless(event);
    }
    return line;
  }

  /// Forms of `perf script -F`: "vmm 12 [001] kvm:kvm_exit: ...", and payloads alone: "vcpu 0
  /// reason HLT rip ...", "vcpu 0, rip ...".
  private Line timeless(RecordedEvent event) {
    int name = cursor.find(cursor.position, PERF_KVM);
    if (name >= 0 && (name == cursor.position || Cursor.isSpace(cursor.bytes[name - 1]))) {
      if (perfTrace.read(cursor, event, name)) {
        event.begin(names.get(cursor.bytes, perfTrace.nameStart(), perfTrace.nameEnd()));
        return payloads.read(perfTrace.payload(), event) ? Line.EVENT : Line.INCOMPLETE;
      }
      header.readTimeless(cursor, event, name);
      cursor.position = name;
      return readName(event) ? payload(event) : Line.OTHER;
    }
    if (!cursor.startsWith(cursor.position, VCPU)) {
      return Line.OTHER;
    }
    boolean exit = cursor.find(cursor.position, REASON) > 0;
    byte[] bytes = exit ? EXIT_NAME : ENTRY_NAME;
    event.begin(names.get(bytes, 0, bytes.length - Bytes.SLACK));
    return payload(event) == Line.EVENT ? Line.EVENT : Line.OTHER;
  }

  private Line unstamped(RecordedEvent event) {
    if (!cursor.startsWith(cursor.position, KVM)) {
      return Line.OTHER;
    }
    int from = cursor.position;
    while (!cursor.atEnd() && cursor.peek() != ':' && !Cursor.isSpace(cursor.peek())) {
      cursor.position++;
    }
    EventName name = names.get(cursor.bytes, from, cursor.position);
    boolean colon = cursor.peek() == ':';
    if (colon) {
      cursor.position++;
    }
    cursor.skipSpaces();
    if (!colon && (name.kind() == EventKind.OTHER || Cursor.isDigit(cursor.peek()))) {
      return Line.OTHER;
    }
    event.begin(name);
    return payload(event);
  }

  private Line afterCpu(RecordedEvent event) {
    if (cursor.find(cursor.position, DROPPED) >= 0 || cursor.find(cursor.position, LOST) >= 0) {
      return lostLine();
    }
    cursor.skipSpaces();
    long cpu = cursor.number();
    if (cpu < 0 || cursor.peek() != ':') {
      return Line.OTHER;
    }
    event.cpu = (int) cpu;
    cursor.position++;
    cursor.skipSpaces();
    return unstamped(event);
  }

  private Line lostLine() {
    int bracket = cursor.find(cursor.position, new byte[] {'['});
    cursor.position = Math.max(cursor.position, bracket + 1);
    cursor.skip(LOST);
    long number = cursor.number();
    lost = number == Cursor.NONE ? 0 : number;
    return Line.LOST;
  }

  /// ftrace's option "raw": numbers only; the event ids have no names in the file.
  private Line raw(RecordedEvent event) {
    long thread = cursor.number();
    cursor.skipSpaces();
    long cpu = cursor.number();
    cursor.skipSpaces();
    long time = cursor.number();
    cursor.skipSpaces();
    if (time < 0 || !cursor.startsWith(cursor.position, TYPE)) {
      return Line.OTHER;
    }
    event.thread = (int) thread;
    event.cpu = (int) cpu;
    event.time = time;
    event.begin(names.get(cursor.bytes, cursor.position, cursor.end));
    return Line.EVENT;
  }

  /// The event's name and its colon, with the system in front in perf's form; numbers before it
  /// (perf's period, "(+12)" of `trace-cmd report --ts-diff`) are skipped.
  private boolean readName(RecordedEvent event) {
    byte[] bytes = cursor.bytes;
    int from = cursor.position;
    if (Cursor.isDigit(bytes[from]) || bytes[from] == '(') {
      cursor.skipToken();
      cursor.skipSpaces();
      from = cursor.position;
    }
    int last = Math.min(cursor.end, from + MOST_NAME);
    int at = from;
    while (at < last) {
      byte character = bytes[at];
      if (character == ':') {
        if (at + 1 >= cursor.end || Cursor.isSpace(bytes[at + 1])) {
          event.begin(names.get(bytes, from, at));
          cursor.position = at + 1;
          return at > from;
        }
        from = at + 1;
      } else if (Cursor.isSpace(character)) {
        return false;
      }
      at++;
    }
    cursor.position = at;
    return false;
  }

  /// Skips spaces and the marks of quoted mail.
  private void skipQuotes() {
    byte[] bytes = cursor.bytes;
    int start = cursor.position;
    int end = cursor.end;
    while (start < end && isQuote(bytes[start])) {
      start++;
    }
    while (end > start && Cursor.isSpace(bytes[end - 1])) {
      end--;
    }
    cursor.position = start;
    cursor.end = end;
  }

  private static boolean isQuote(int character) {
    return character == '>' || character == '|' || Cursor.isSpace(character);
  }
}
