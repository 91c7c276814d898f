package org.pirouette.trace.perf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.EventName;
import org.pirouette.trace.EventSink;
import org.pirouette.trace.PartReader;
import org.pirouette.trace.RecordedEvent;
import org.pirouette.trace.RecordingException;
import org.pirouette.trace.format.EventFormat;
import org.pirouette.trace.input.Bytes;

/// Reads chunks of perf.data records: finds the samples of the chunk, puts them into time order if
/// they are not, and decodes them by the formats of the file.
final class PerfPartReader implements PartReader {
  private static final int COMM = 3;
  private static final int FORK = 7;
  private static final int LOST = 2;
  private static final int LOST_SAMPLES = 13;
  private static final int HEADER = 8;
  private static final int INDEX_BITS = 20;

  private final ChunkCutter cutter;
  private final PerfDescription description;
  private final RecordChunk chunk;
  private final RecordedEvent event = new RecordedEvent();
  private @Nullable EventFormat[] formats = {};
  private @Nullable EventName[] names = {};
  private final EventName unknown = EventName.of("(unknown format)");
  private long[] times = new long[1 << 14];
  private int[] offsets = new int[1 << 14];
  private int count;

  PerfPartReader(ChunkCutter cutter, PerfDescription description) {
    this.cutter = cutter;
    this.description = description;
    this.chunk = new RecordChunk(cutter.chunkSize());
    event.commands(description::command);
  }

  @Override
  public long readPart(EventSink sink) throws IOException, RecordingException {
    if (!cutter.next(chunk)) {
      return END;
    }
    if (formats.length == 0) {
      formats = description.formats.asArray();
      names = new EventName[formats.length];
    }
    Layouts layouts = new Layouts(description);
    boolean sorted = collect(layouts);
    if (sorted) {
      for (int i = 0; i < count; i++) {
        deliver(layouts, offsets[i], times[i], sink);
      }
    } else {
      deliverSorted(layouts, sink);
    }
    return chunk.index;
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

  /// Finds the samples that are this chunk's.
  ///
  /// @return whether they are in time order already
  private boolean collect(Layouts layouts) {
    byte[] bytes = chunk.bytes;
    boolean sorted = true;
    long last = Long.MIN_VALUE;
    count = 0;
    for (int at = 0; at < chunk.length; ) {
      int size = Bytes.shortAt(bytes, at + 6);
      int type = Bytes.intAt(bytes, at);
      if (type == ChunkCutter.SAMPLE) {
        SampleLayout layout = layouts.of(bytes, at);
        if (layout != null && layout.fixedLength() <= size) {
          long time =
              layout.time >= 0 ? Bytes.longAt(bytes, at + layout.time) : RecordedEvent.NO_TIME;
          boolean mine = (at >= chunk.fresh || time > chunk.after) && time <= chunk.until;
          if (mine) {
            add(time, at);
            sorted &= time >= last;
            last = time;
          }
        }
      } else if (at >= chunk.fresh) {
        readOther(type, at, size);
      }
      at += size;
    }
    return sorted;
  }

  private void add(long time, int at) {
    if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    times[count] = time;
    offsets[count++] = at;
  }

  private void readOther(int type, int at, int size) {
    byte[] bytes = chunk.bytes;
    switch (type) {
      case COMM -> {
        if (size > 16) {
          int end = at + 16;
          while (end < at + size && bytes[end] != 0) {
            end++;
          }
          String name =
              new String(bytes, at + 16, end - at - 16, java.nio.charset.StandardCharsets.UTF_8);
          description.command(Bytes.intAt(bytes, at + 12), name);
        }
      }
      case FORK -> {
        if (size >= 24) {
          description.parent(Bytes.intAt(bytes, at + 16), Bytes.intAt(bytes, at + 20));
        }
      }
      case LOST -> {
        if (size >= 24) {
          description.notes.lost(Bytes.longAt(bytes, at + 16));
        }
      }
      case LOST_SAMPLES -> {
        if (size >= 16) {
          description.notes.lost(Bytes.longAt(bytes, at + HEADER));
        }
      }
      default -> {}
    }
  }

  /// Sorts by time, equal times by place, and hands on.
  private void deliverSorted(Layouts layouts, EventSink sink) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      least = Math.min(least, times[i]);
      most = Math.max(most, times[i]);
    }
    boolean packable = count < 1 << INDEX_BITS && most - least >= 0 && most - least < 1L << 43;
    if (!packable) {
      int[] order =
          IntStream.range(0, count)
              .boxed()
              .sorted((a, b) -> Long.compare(times[a], times[b]))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int index : order) {
        deliver(layouts, offsets[index], times[index], sink);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      times[i] = (times[i] - least) << INDEX_BITS | i;
    }
    Arrays.sort(times, 0, count);
    for (int i = 0; i < count; i++) {
      long packed = times[i];
      int index = (int) packed & ((1 << INDEX_BITS) - 1);
      deliver(layouts, offsets[index], (packed >>> INDEX_BITS) + least, sink);
    }
  }

  private void deliver(Layouts layouts, int at, long time, EventSink sink) {
    byte[] bytes = chunk.bytes;
    SampleLayout layout = layouts.of(bytes, at);
    if (layout == null) {
      return;
    }
    int end = at + Bytes.shortAt(bytes, at + 6);
    event.time = time;
    event.process = layout.thread >= 0 ? Bytes.intAt(bytes, at + layout.thread) : -1;
    event.thread = layout.thread >= 0 ? Bytes.intAt(bytes, at + layout.thread + 4) : -1;
    event.cpu = layout.cpu >= 0 ? Bytes.intAt(bytes, at + layout.cpu) : -1;
    int raw = layout.raw(bytes, at, end);
    if (raw < 0) {
      deliverUnknown(sink);
      return;
    }
    int length = Bytes.intAt(bytes, raw);
    int data = raw + 4;
    if (length < 2 || length > end - data) {
      deliverUnknown(sink);
      return;
    }
    int id = Bytes.shortAt(bytes, data);
    EventFormat format = id < formats.length ? formats[id] : null;
    if (format == null) {
      deliverUnknown(sink);
      return;
    }
    EventName name = names[id];
    if (name == null) {
      name = EventName.of(format.name());
      names[id] = name;
    }
    name.count++;
    if (format.decode(event, name, bytes, data, length, description.reasons, description.svm())) {
      sink.accept(event);
    } else {
      description.notes.unreadable(
          chunk.offset + at - chunk.fresh, "a record of " + name.name() + " that is too short");
    }
  }

  private void deliverUnknown(EventSink sink) {
    unknown.count++;
    event.begin(unknown);
    sink.accept(event);
  }
}
