package org.pirouette.trace.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.EventSink;
import org.pirouette.trace.event.PartReader;
import org.pirouette.trace.event.PartedRecording;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.format.EventFormats;

/// Reads any recording event by event, in time order (text: in the order of the file).
public final class RecordingReader {
  private RecordingReader() {}

  /// Reads a recording.
  ///
  /// Events lacking the vCPU of their thread get it as soon as an entry of that thread told it.
  ///
  /// @param file a recording in any format that has events; "-" is standard input
  /// @param sink called for each event, in this thread
  /// @throws RecordingException if the file is no recording, or a table without events
  /// @throws IOException if the file cannot be read
  public static RecordingSummary read(Path file, EventSink sink)
      throws RecordingException, IOException {
    return read(file, sink, ignored -> {});
  }

  /// Reads a recording, telling how far it is.
  ///
  /// @param progress told how many more bytes were read
  public static RecordingSummary read(Path file, EventSink sink, LongConsumer progress)
      throws RecordingException, IOException {
    return read(file, EventFormats.NONE, sink, progress);
  }

  /// Reads a recording that may lack the formats of its events.
  ///
  /// @param formats used where the recording lacks them
  public static RecordingSummary read(
      Path file, EventFormats formats, EventSink sink, LongConsumer progress)
      throws RecordingException, IOException {
    try (PartedRecording recording = Recordings.open(file, formats, progress)) {
      VcpuLearner learner = new VcpuLearner(sink);
      PartReader reader = recording.newReader(true);
      while (reader.readPart(learner) != PartReader.END) {}
      RecordingNotes notes = recording.notes();
      return new RecordingSummary(
          recording.format(),
          notes.clock(),
          notes.resolutionNanoseconds() > 0,
          learner.events,
          notes.lost(),
          notes.warnings(),
          recording.reasons().inhibits());
    }
  }

  /// The time of the first event of a file; [RecordedEvent#NO_TIME] if no event has a time.
  ///
  /// @param file not standard input, which could be read only once
  public static long firstTime(Path file) throws RecordingException, IOException {
    long[] first = {RecordedEvent.NO_TIME};
    try (PartedRecording recording = Recordings.open(file, ignored -> {})) {
      PartReader reader = recording.newReader(true);
      EventSink sink =
          event -> {
            if (event.time != RecordedEvent.NO_TIME) {
              first[0] = event.time;
              throw new Found();
            }
          };
      while (reader.readPart(sink) != PartReader.END) {}
    } catch (Found found) {
      return first[0];
    }
    return first[0];
  }

  /// Ends a reading early.
  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Found() {
      super("found", null, false, false);
    }
  }

  /// Gives events the vCPU that an earlier event of the same thread named.
  private static final class VcpuLearner implements EventSink {
    private final EventSink sink;
    private final Map<Integer, Integer> vcpuOfThread = new HashMap<>();
    private long events;

    VcpuLearner(EventSink sink) {
      this.sink = sink;
    }

    @Override
    public void accept(RecordedEvent event) {
      events++;
      if (event.vcpu >= 0 && (event.kind == EventKind.ENTRY || event.kind == EventKind.EXIT)) {
        vcpuOfThread.put(event.thread, event.vcpu);
      } else if (event.vcpu < 0) {
        event.vcpu = vcpuOfThread.getOrDefault(event.thread, RecordedEvent.UNKNOWN);
      }
      sink.accept(event);
    }
  }
}
