package org.pirouette.trace.perf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.EventName;
import org.pirouette.trace.event.EventSink;
import org.pirouette.trace.event.PartReader;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.format.EventFormat;

/// Reads chunks of perf.data records: finds the samples of the chunk, puts them into time order if
/// they are not, and decodes them by the formats of the file.
final class PerfPartReader implements PartReader {
  private static final int COMM = 3;
  private static final int FORK = 7;
  private static final int LOST = 2;
  private static final int LOST_SAMPLES = 13;
  private static final int INDEX_BITS = 20;

  private final ChunkCutter cutter;
  private final PerfDescription description;
  private final RecordChunk chunk = new RecordChunk();
  private final Layouts layouts;
  private @Nullable EventFormat[] formats = {};

  /// An event object for each format, so that what it is need not be said again and again.
  private @Nullable RecordedEvent[] events = {};

  private final EventName unknown = EventName.of("(unknown format)");
  private final RecordedEvent unknownEvent;
  private long[] times = new long[1 << 14];
  private int[] offsets = new int[1 << 14];
  private int count;
  private final long[] lastTimes = new long[1 << 10];
  private final boolean ordered;

  /// @param ordered whether events must come in time order, rather than only each thread's
  PerfPartReader(ChunkCutter cutter, PerfDescription description, boolean ordered) {
    this.ordered = ordered;
    this.cutter = cutter;
    this.description = description;
    this.layouts = new Layouts(description);
    this.unknownEvent = newEvent(unknown);
  }

  @Override
  public long readPart(EventSink sink) throws IOException, RecordingException {
    if (!cutter.next(chunk)) {
      return END;
    }
    if (formats.length == 0) {
      formats = description.formats.asArray();
      events = new RecordedEvent[formats.length];
    }
    layouts.refresh();
    if (chunk.sorted) {
      deliverAsFound(sink);
      return chunk.index;
    }
    collect();
    if (ordered || !isSortedByThread()) {
      deliverSorted(sink);
    } else {
      for (int i = 0; i < count; i++) {
        deliver(offsets[i], times[i], sink);
      }
    }
    return chunk.index;
  }

  @Override
  public Collection<EventName> names() {
    List<EventName> all = new ArrayList<>();
    for (RecordedEvent event : events) {
      if (event != null) {
        all.add(event.name);
      }
    }
    all.add(unknown);
    return all;
  }

  private void deliverAsFound(EventSink sink) {
    long[] words = chunk.words;
    int length = chunk.length;
    int fresh = chunk.fresh;
    long after = chunk.after;
    long until = chunk.until;
    for (int at = 0; at < length; ) {
      long header = words[at];
      int size = ChunkCutter.sizeOf(header) / Long.BYTES;
      if ((int) header == ChunkCutter.SAMPLE) {
        SampleLayout layout = layouts.of(words, at);
        if (layout != null && layout.fixedLength() <= size) {
          long time = layout.timeAt(words, at);
          if ((at >= fresh || time > after) && time <= until) {
            deliver(layout, at, size, time, sink);
          }
        } else if (at >= chunk.fresh) {
          unknownSample(at);
        }
      } else if (at >= fresh) {
        readOther((int) header, at, size);
      }
      at += size;
    }
  }

  /// Finds the samples that are this chunk's.
  private void collect() {
    long[] words = chunk.words;
    count = 0;
    for (int at = 0; at < chunk.length; ) {
      int size = ChunkCutter.sizeOf(words[at]) / Long.BYTES;
      int type = (int) words[at];
      if (type == ChunkCutter.SAMPLE) {
        SampleLayout layout = layouts.of(words, at);
        if (layout != null && layout.fixedLength() <= size) {
          long time = layout.timeAt(words, at);
          if ((at >= chunk.fresh || time > chunk.after) && time <= chunk.until) {
            add(time, at);
          }
        } else if (at >= chunk.fresh) {
          unknownSample(at);
        }
      } else if (at >= chunk.fresh) {
        readOther(type, at, size);
      }
      at += size;
    }
  }

  private void unknownSample(int at) {
    description.notes.unreadable(
        chunk.placeOf(at), "a sample with an id that no event of the file has");
  }

  /// Whether each thread's samples are in time order, though not all together: so it is where perf
  /// emptied the buffers of several CPUs and no thread changed its CPU meanwhile. Threads that
  /// share a place in the table are taken for one; then the answer may be no without need.
  private boolean isSortedByThread() {
    Arrays.fill(lastTimes, Long.MIN_VALUE);
    for (int i = 0; i < count; i++) {
      SampleLayout layout = layouts.of(chunk.words, offsets[i]);
      if (layout == null) {
        return false;
      }
      int slot = layout.threadAt(chunk.words, offsets[i]) & lastTimes.length - 1;
      if (times[i] < lastTimes[slot]) {
        return false;
      }
      lastTimes[slot] = times[i];
    }
    return true;
  }

  private void add(long time, int at) {
    if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    times[count] = time;
    offsets[count++] = at;
  }

  /// Takes in what is no sample.
  ///
  /// @param size in words
  private void readOther(int type, int at, int size) {
    long[] words = chunk.words;
    switch (type) {
      case COMM -> {
        if (size > 2) {
          description.command((int) (words[at + 1] >>> Integer.SIZE), text(at + 2, at + size));
        }
      }
      case FORK -> {
        if (size >= 3) {
          description.parent((int) words[at + 2], (int) (words[at + 2] >>> Integer.SIZE));
        }
      }
      case LOST -> {
        if (size >= 3) {
          description.notes.lost(words[at + 2]);
        }
      }
      case LOST_SAMPLES -> {
        if (size >= 2) {
          description.notes.lost(words[at + 1]);
        }
      }
      default -> {}
    }
  }

  /// Text that ends with a zero byte.
  private String text(int from, int to) {
    byte[] bytes = new byte[(to - from) * Long.BYTES];
    int length = 0;
    while (length < bytes.length) {
      byte next =
          (byte) (chunk.words[from + length / Long.BYTES] >>> length % Long.BYTES * Byte.SIZE);
      if (next == 0) {
        break;
      }
      bytes[length++] = next;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /// Sorts by time, equal times by place, and hands on.
  private void deliverSorted(EventSink sink) {
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
        deliver(offsets[index], times[index], sink);
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
      deliver(offsets[index], (packed >>> INDEX_BITS) + least, sink);
    }
  }

  private void deliver(int at, long time, EventSink sink) {
    SampleLayout layout = layouts.of(chunk.words, at);
    if (layout != null) {
      deliver(layout, at, ChunkCutter.sizeOf(chunk.words[at]) / Long.BYTES, time, sink);
    }
  }

  private void deliver(SampleLayout layout, int at, int size, long time, EventSink sink) {
    long[] words = chunk.words;
    int end = at + size;
    int raw = layout.raw(words, at, end);
    long first = raw < 0 ? 0 : words[raw];
    int length = (int) first;
    boolean hasId = length >= Short.BYTES && length <= (end - raw) * Long.BYTES - Integer.BYTES;
    int id = hasId ? (int) (first >>> Integer.SIZE) & 0xffff : Integer.MAX_VALUE;
    EventFormat format = id < formats.length ? formats[id] : null;
    RecordedEvent event = format == null ? unknownEvent : event(id, format);
    event.time = time;
    event.process = layout.processAt(words, at);
    event.thread = layout.threadAt(words, at);
    event.cpu = layout.cpuAt(words, at);
    event.name.count++;
    if (ordered) {
      event.begin(event.name); // its sink may have changed it
    }
    if (format == null
        || format.decode(event, words, raw, length, description.reasons, description.svm())) {
      sink.accept(event);
    } else {
      description.notes.unreadable(
          chunk.placeOf(at), "a record of " + event.name.name() + " that is too short");
    }
  }

  private RecordedEvent event(int id, EventFormat format) {
    RecordedEvent event = events[id];
    if (event == null) {
      events[id] = event = newEvent(EventName.of(format.name()));
    }
    return event;
  }

  private RecordedEvent newEvent(EventName name) {
    RecordedEvent event = new RecordedEvent();
    event.begin(name);
    event.commands(description::command);
    return event;
  }
}
