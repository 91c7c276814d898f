package org.pirouette.trace.tracecmd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.EventName;
import org.pirouette.trace.event.EventSink;
import org.pirouette.trace.event.PartReader;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.format.EventFormat;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.input.RecordingInput;

/// Merges the CPUs of a trace.dat file by time, as one part.
final class TraceDatReader implements PartReader {
  private static final int COMMON_PID = 4;

  private final RecordingInput input;
  private final TraceDatDescription description;
  private final RecordedEvent event = new RecordedEvent();
  private final @Nullable EventFormat[] formats;
  private final @Nullable EventName[] names;
  private final EventName unknown = EventName.of("(unknown format)");
  private boolean done;

  TraceDatReader(RecordingInput input, TraceDatDescription description) {
    this.input = input;
    this.description = description;
    this.formats = description.formats.asArray();
    this.names = new EventName[formats.length];
    event.commands(thread -> description.tracing.commands().getOrDefault(thread, ""));
  }

  @Override
  public long readPart(EventSink sink) throws IOException {
    if (done) {
      return END;
    }
    done = true;
    PriorityQueue<CpuCursor> cursors = open();
    CpuCursor cursor;
    while ((cursor = cursors.poll()) != null) {
      CpuCursor next = cursors.peek();
      boolean more;
      do {
        deliver(cursor, sink);
        more = cursor.next();
      } while (more && (next == null || cursor.compareTo(next) <= 0));
      if (more) {
        cursors.add(cursor);
      }
    }
    return 0;
  }

  private PriorityQueue<CpuCursor> open() throws IOException {
    RingPages layout = RingPages.of(description.tracing.headerPage(), description.bufferPageSize);
    PriorityQueue<CpuCursor> cursors = new PriorityQueue<>();
    for (TraceDatDescription.CpuData cpu : description.cpus) {
      if (cpu.size() != 0) {
        PageSource pages =
            new PageSource(
                input,
                description.notes,
                description.unpacker,
                cpu.offset(),
                cpu.size(),
                cpu.packed(),
                layout.size());
        CpuCursor cursor = new CpuCursor(cpu.cpu(), pages, layout, description.notes);
        if (cursor.next()) {
          cursors.add(cursor);
        }
      }
    }
    return cursors;
  }

  private void deliver(CpuCursor cursor, EventSink sink) {
    byte[] page = cursor.page;
    int id = Bytes.shortAt(page, cursor.data);
    event.time = description.nanoseconds(cursor.time);
    event.cpu = cursor.cpu;
    event.thread = Bytes.intAt(page, cursor.data + COMMON_PID);
    EventFormat format = id < formats.length ? formats[id] : null;
    if (format == null) {
      unknown.count++;
      event.begin(unknown);
      sink.accept(event);
      return;
    }
    EventName name = names[id];
    if (name == null) {
      name = EventName.of(format.name());
      names[id] = name;
    }
    name.count++;
    if (format.decode(event, name, page, cursor.data, cursor.length, description.reasons, false)) {
      sink.accept(event);
    } else {
      description.notes.unreadable(event.time, "a record of " + name.name() + " that is too short");
    }
  }

  @Override
  public Collection<EventName> names() {
    List<EventName> all = new ArrayList<>();
    for (EventName name : names) {
      if (name != null) {
        all.add(name);
      }
    }
    all.add(unknown);
    return all;
  }
}
