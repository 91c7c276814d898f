package org.pirouette.report.perfetto;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.pirouette.report.perfetto.schema.CounterDescriptor;
import org.pirouette.report.perfetto.schema.DebugAnnotation;
import org.pirouette.report.perfetto.schema.EventCategory;
import org.pirouette.report.perfetto.schema.EventName;
import org.pirouette.report.perfetto.schema.InternedData;
import org.pirouette.report.perfetto.schema.Trace;
import org.pirouette.report.perfetto.schema.TracePacket;
import org.pirouette.report.perfetto.schema.TrackDescriptor;
import org.pirouette.report.perfetto.schema.TrackEvent;

/// Writes a trace as Perfetto's protobuf, packet by packet, so that memory does not grow with the
/// trace.
///
/// ```java
/// try (PerfettoTrace trace = PerfettoTrace.create(out)) {
///   Track vcpus = trace.track(Track.ROOT, "vCPUs");
///   Track vcpu = trace.track(vcpus, "vCPU 0");
///   trace.begin(vcpu, 1_000, "guest", "guest");
///   trace.end(vcpu, 4_000);
///   trace.flow(7).begin(vcpu, 4_000, "EXTERNAL_INTERRUPT", "exit");   // an arrow from or to every slice of flow 7
///   trace.end(vcpu, 5_000);
/// }
/// ```
///
/// Times are nanoseconds. Slices of one track must nest: what begins last ends first; a begin and
/// an end at the same time are taken in the order written. Across tracks the order of calls does
/// not matter.
public final class PerfettoTrace implements AutoCloseable {
  private static final int SEQUENCE = 1;

  private final OutputStream out;
  private final CodedOutputStream coded;
  private final Map<String, Long> names = new HashMap<>();
  private final Map<String, Long> categories = new HashMap<>();
  private final Map<Long, Integer> children = new HashMap<>();
  private long lastUuid;
  private long pendingFlow = -1;
  private String pendingNoteName = "";
  private String pendingNote = "";

  private PerfettoTrace(OutputStream out) throws IOException {
    this.out = out;
    this.coded = CodedOutputStream.newInstance(out);
    write(
        TracePacket.newBuilder()
            .setSequenceFlags(TracePacket.SequenceFlags.SEQ_INCREMENTAL_STATE_CLEARED_VALUE));
  }

  /// Begins a trace in a stream, which is closed with it.
  public static PerfettoTrace create(OutputStream out) throws IOException {
    return new PerfettoTrace(out);
  }

  /// Adds a line under another; lines stand in the order in which they were added.
  public Track track(Track parent, String name) throws IOException {
    Track track = new Track(++lastUuid, name);
    write(TracePacket.newBuilder().setTrackDescriptor(describe(parent, track.uuid(), name)));
    return track;
  }

  /// Adds a curve under a line.
  ///
  /// @param unit what its values count, such as `exits/s`
  public Counter counter(Track parent, String name, String unit) throws IOException {
    Counter counter = new Counter(++lastUuid, name);
    TrackDescriptor.Builder description =
        describe(parent, counter.uuid(), name)
            .setCounter(CounterDescriptor.newBuilder().setUnitName(unit));
    write(TracePacket.newBuilder().setTrackDescriptor(description));
    return counter;
  }

  /// Makes the next slice or instant part of a flow: the UI draws arrows between the events of one
  /// flow in the order of their times.
  ///
  /// @param flow the flow's number, not negative
  public PerfettoTrace flow(long flow) {
    pendingFlow = flow;
    return this;
  }

  /// Gives the next slice or instant a detail that the UI shows when it is selected.
  public PerfettoTrace note(String name, String value) {
    pendingNoteName = name;
    pendingNote = value;
    return this;
  }

  /// Begins a slice.
  ///
  /// @param category what the UI groups and filters by: `guest`, `exit`, `host`, `idle`, `step`
  public void begin(Track track, long nanoseconds, String name, String category)
      throws IOException {
    event(track, nanoseconds, TrackEvent.Type.TYPE_SLICE_BEGIN, name, category);
  }

  /// Ends the innermost slice of a track.
  public void end(Track track, long nanoseconds) throws IOException {
    TrackEvent.Builder event =
        TrackEvent.newBuilder().setType(TrackEvent.Type.TYPE_SLICE_END).setTrackUuid(track.uuid());
    write(TracePacket.newBuilder().setTimestamp(nanoseconds).setTrackEvent(event));
  }

  /// Writes a whole slice; nothing of the same track may lie across its ends.
  public void slice(Track track, long begin, long end, String name, String category)
      throws IOException {
    begin(track, begin, name, category);
    end(track, end);
  }

  /// Marks a moment.
  public void instant(Track track, long nanoseconds, String name, String category)
      throws IOException {
    event(track, nanoseconds, TrackEvent.Type.TYPE_INSTANT, name, category);
  }

  /// Sets a curve's value from this time on.
  public void value(Counter counter, long nanoseconds, double value) throws IOException {
    TrackEvent.Builder event =
        TrackEvent.newBuilder()
            .setType(TrackEvent.Type.TYPE_COUNTER)
            .setTrackUuid(counter.uuid())
            .setDoubleCounterValue(value);
    write(TracePacket.newBuilder().setTimestamp(nanoseconds).setTrackEvent(event));
  }

  /// Ends the trace and closes the file.
  @Override
  public void close() throws IOException {
    coded.flush();
    out.close();
  }

  private TrackDescriptor.Builder describe(Track parent, long uuid, String name) {
    TrackDescriptor.Builder description =
        TrackDescriptor.newBuilder()
            .setUuid(uuid)
            .setName(name)
            .setChildOrdering(TrackDescriptor.ChildTracksOrdering.EXPLICIT)
            .setSiblingOrderRank(children.merge(parent.uuid(), 1, Integer::sum));
    if (!parent.equals(Track.ROOT)) {
      description.setParentUuid(parent.uuid());
    }
    return description;
  }

  /// Names and categories are written once and then referred to by number.
  private void event(
      Track track, long nanoseconds, TrackEvent.Type type, String name, String category)
      throws IOException {
    TracePacket.Builder packet = TracePacket.newBuilder().setTimestamp(nanoseconds);
    InternedData.Builder interned = InternedData.newBuilder();
    TrackEvent.Builder event =
        TrackEvent.newBuilder()
            .setType(type)
            .setTrackUuid(track.uuid())
            .setNameIid(nameNumber(name, interned))
            .addCategoryIids(categoryNumber(category, interned));
    if (pendingFlow >= 0) {
      event.addFlowIds(pendingFlow);
      pendingFlow = -1;
    }
    if (!pendingNoteName.isEmpty()) {
      event.addDebugAnnotations(
          DebugAnnotation.newBuilder().setName(pendingNoteName).setStringValue(pendingNote));
      pendingNoteName = "";
    }
    if (interned.getEventNamesCount() + interned.getEventCategoriesCount() > 0) {
      packet.setInternedData(interned);
    }
    write(packet.setTrackEvent(event));
  }

  private long nameNumber(String name, InternedData.Builder interned) {
    Long known = names.get(name);
    if (known != null) {
      return known;
    }
    long number = names.size() + 1L;
    names.put(name, number);
    interned.addEventNames(EventName.newBuilder().setIid(number).setName(name));
    return number;
  }

  private long categoryNumber(String category, InternedData.Builder interned) {
    Long known = categories.get(category);
    if (known != null) {
      return known;
    }
    long number = categories.size() + 1L;
    categories.put(category, number);
    interned.addEventCategories(EventCategory.newBuilder().setIid(number).setName(category));
    return number;
  }

  private void write(TracePacket.Builder packet) throws IOException {
    packet.setTrustedPacketSequenceId(SEQUENCE);
    if (!packet.hasSequenceFlags()) {
      packet.setSequenceFlags(TracePacket.SequenceFlags.SEQ_NEEDS_INCREMENTAL_STATE_VALUE);
    }
    coded.writeMessage(Trace.PACKET_FIELD_NUMBER, packet.build());
  }
}
