package org.pirouette.trace.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.format.Block;
import org.pirouette.trace.format.FormatTable;
import org.pirouette.trace.format.TracingData;

/// What a perf.data file says about its samples: the events, their formats, the host.
final class PerfDescription {
  private static final int SMALLEST_ATTRIBUTE = 48;
  private static final int MOST_THREADS = 100_000;
  private static final int MOST_GENERATIONS = 8;
  private static final int FEATURE_TRACING_DATA = 1;
  private static final int FEATURE_HOST = 3;
  private static final int FEATURE_RELEASE = 4;
  private static final int FEATURE_PROCESSOR = 8;
  private static final int FEATURE_PROCESSOR_ID = 9;
  private static final int FEATURE_COMMAND = 11;

  final ReasonDictionary reasons = new ReasonDictionary();
  final FormatTable formats = new FormatTable(reasons);
  final RecordingNotes notes;

  /// Replaced as a whole: workers read it while a pipe's may still grow.
  private volatile List<PerfAttribute> attributes = List.of();

  private final Map<Integer, String> commands = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> parents = new ConcurrentHashMap<>();
  private boolean svm;

  PerfDescription(RecordingNotes notes) {
    this.notes = notes;
  }

  /// Takes a `perf_event_attr` and the ids of its samples.
  ///
  /// @param block exactly the attribute
  void addAttribute(Block block, long[] ids) throws RecordingException {
    if (block.remaining() < SMALLEST_ATTRIBUTE) {
      throw new RecordingException(
          "Expected events of at least %d bytes in perf.data, found %d; the file is damaged."
              .formatted(SMALLEST_ATTRIBUTE, block.remaining()));
    }
    int type = block.readInt();
    block.readInt();
    long config = block.readLong();
    block.readLong();
    long sampleType = block.readLong();
    long readFormat = block.readLong();
    List<PerfAttribute> more = new ArrayList<>(attributes);
    more.add(new PerfAttribute(type, config, new SampleLayout(sampleType, readFormat), ids));
    attributes = List.copyOf(more);
  }

  /// Takes a section of the file's end, or of a HEADER_FEATURE record.
  void addFeature(int feature, Block block) throws RecordingException {
    switch (feature) {
      case FEATURE_TRACING_DATA -> new TracingData(formats).read(block);
      case FEATURE_HOST -> notes.host("host", text(block));
      case FEATURE_RELEASE -> notes.host("kernel", text(block));
      case FEATURE_PROCESSOR -> notes.host("processor", text(block));
      case FEATURE_PROCESSOR_ID -> {
        String id = text(block);
        notes.host("processorId", id);
        svm = id.startsWith("AuthenticAMD") || id.startsWith("HygonGenuine");
      }
      case FEATURE_COMMAND -> {
        StringBuilder line = new StringBuilder();
        int words = block.readCount(4);
        for (int i = 0; i < Math.min(words, 64); i++) {
          line.append(line.isEmpty() ? "" : " ").append(text(block));
        }
        notes.host("command", line.toString());
      }
      default -> {}
    }
  }

  /// A length and so many bytes, filled up with zeros.
  private static String text(Block block) throws RecordingException {
    String text = block.readText(block.readShortLength());
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  void command(int thread, String name) {
    if (commands.size() < MOST_THREADS) {
      commands.put(thread, name);
    }
  }

  /// A thread was started by another, whose command it has until it gets one of its own.
  void parent(int thread, int parent) {
    if (parents.size() < MOST_THREADS && thread != parent) {
      parents.put(thread, parent);
    }
  }

  /// The command of a thread, "" if unknown.
  String command(int thread) {
    Integer ancestor = thread;
    for (int generation = 0; ancestor != null && generation < MOST_GENERATIONS; generation++) {
      String command = commands.get(ancestor);
      if (command != null) {
        return command;
      }
      ancestor = parents.get(ancestor);
    }
    return "";
  }

  /// Whether exits that do not say so are AMD's.
  boolean svm() {
    return svm;
  }

  /// The events described so far; the same list as long as there are no more.
  List<PerfAttribute> attributes() {
    return attributes;
  }

  /// The layout of all samples, or null if events differ in it.
  @Nullable SampleLayout commonLayout() {
    SampleLayout first = attributes.isEmpty() ? null : attributes.getFirst().layout();
    for (PerfAttribute attribute : attributes) {
      SampleLayout layout = attribute.layout();
      if (first == null || !layout.isLike(first)) {
        return null;
      }
    }
    return first;
  }
}
