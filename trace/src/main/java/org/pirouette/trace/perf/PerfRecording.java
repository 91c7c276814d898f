package org.pirouette.trace.perf;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import org.pirouette.trace.event.PartReader;
import org.pirouette.trace.event.PartedRecording;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.event.RecordingFormat;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.format.Block;
import org.pirouette.trace.format.EventFormats;
import org.pirouette.trace.format.FormatTable;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.input.RecordingInput;

/// A perf.data file, as a file, as a pipe wrote it, or with compressed records.
///
/// ```
/// "PERFILE2" | size of this header | size of an attribute entry
/// | attributes: offset, size | data: offset, size | (unused): offset, size | bits of features
/// ... at the end of the data, for each feature: offset, size
/// ```
///
/// A header of 16 bytes means pipe mode: all descriptions are records.
public final class PerfRecording implements PartedRecording {
  private static final int PIPE_HEADER = 16;
  private static final int FILE_HEADER = 104;
  private static final int FEATURES = 72;
  private static final int SECTION = 16;
  private static final int FEATURE_COMPRESSED = 27;
  private static final int SMALLEST_CHUNK = (1 << 17) / Long.BYTES;
  private static final int LEAST_FOR_WORKERS = 4 << 20;
  private static final int MOST_WORKERS = 8;

  private final RecordingInput input;
  private final RecordingNotes notes = new RecordingNotes();
  private final PerfDescription description = new PerfDescription(notes);
  private final ChunkCutter cutter;

  /// Where the samples stand in the file, if they can be looked at there; else 0.
  private long samplesStart;

  private long samplesEnd;

  /// Opens a perf.data file.
  ///
  /// @param input closed with this, if this could be opened
  /// @param borrowed formats of events that the file lacks
  /// @throws RecordingException if its description cannot be read
  public PerfRecording(RecordingInput input, EventFormats borrowed)
      throws IOException, RecordingException {
    this.input = input;
    notes.clock("", 1);
    byte[] head = java.util.Arrays.copyOf(input.head(FILE_HEADER), FILE_HEADER + Bytes.SLACK);
    if (head[0] != 'P') {
      throw new RecordingException(
          "Expected a little-endian perf.data, found a big-endian one in "
              + input.name()
              + "; run 'perf script' on such a host and give its text to 'pirouette exits'.");
    }
    long headerSize = Bytes.longAt(head, 8);
    int chunkSize =
        (int)
            Math.clamp(
                input.size() < 0 ? RecordChunk.USUAL : input.size() / Long.BYTES,
                SMALLEST_CHUNK,
                RecordChunk.USUAL);
    if (headerSize == PIPE_HEADER) {
      cutter = new ChunkCutter(openPipe(), description, chunkSize);
    } else {
      cutter = new ChunkCutter(openFile(head, headerSize), description, chunkSize);
    }
    requireTracepoints();
    borrow(borrowed);
  }

  private RecordFeed openPipe() throws IOException, RecordingException {
    InputStream stream =
        input.isMapped() ? new MappedStream(input, 0, input.size()) : input.stream();
    stream.skipNBytes(PIPE_HEADER);
    UnpackingFeed feed = new UnpackingFeed(stream, description);
    feed.readDescriptions();
    return feed;
  }

  private RecordFeed openFile(byte[] head, long headerSize) throws IOException, RecordingException {
    if (headerSize < FILE_HEADER || input.size() < FILE_HEADER) {
      throw new RecordingException(
          "Expected a perf.data header of %d bytes in %s, found %d; the file is damaged."
              .formatted(FILE_HEADER, input.name(), Math.min(headerSize, input.size())));
    }
    long attributeSize = Bytes.longAt(head, 16);
    readAttributes(
        input.piece(Bytes.longAt(head, 24), Bytes.longAt(head, 32), "events"), attributeSize);
    long dataOffset = Bytes.longAt(head, 40);
    long dataSize = Bytes.longAt(head, 48);
    if (dataOffset < 0 || dataOffset > input.size()) {
      throw new RecordingException(
          "Expected the samples of %s at byte %s, found only %d bytes; the file is cut off or damaged."
              .formatted(input.name(), Long.toUnsignedString(dataOffset), input.size()));
    }
    long available = input.size() - dataOffset;
    boolean unfinished = dataSize == 0;
    boolean cutOff = dataSize < 0 || dataSize > available;
    long end = unfinished || cutOff ? input.size() : dataOffset + dataSize;
    if (unfinished || cutOff) {
      notes.warn(
          unfinished
              ? "perf record did not finish this file; what is there was read."
              : "The file is cut off; what is complete was read.");
    } else {
      readFeatures(head, end);
    }
    boolean compressed =
        (head[FEATURES + FEATURE_COMPRESSED / 8] >>> FEATURE_COMPRESSED % 8 & 1) != 0;
    if (!compressed) {
      samplesStart = dataOffset;
      samplesEnd = end;
    }
    return compressed
        ? new UnpackingFeed(new MappedStream(input, dataOffset, end), description)
        : new FileFeed(input, dataOffset, end);
  }

  private void readAttributes(byte[] section, long entrySize)
      throws IOException, RecordingException {
    int least = SECTION + 48;
    if (entrySize < least || entrySize > section.length) {
      throw new RecordingException(
          "Expected event entries of %d bytes or more in %s, found %s; the file is damaged."
              .formatted(least, input.name(), Long.toUnsignedString(entrySize)));
    }
    int size = (int) entrySize;
    for (int at = 0; at + size <= section.length - Bytes.SLACK; at += size) {
      Block place = new Block(section, at + size - SECTION, at + size, "an event's ids");
      byte[] bytes = input.piece(place.readLong(), place.readLong(), "event ids");
      long[] ids = new long[(bytes.length - Bytes.SLACK) / Long.BYTES];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = Bytes.longAt(bytes, i * Long.BYTES);
      }
      description.addAttribute(
          new Block(section, at, at + size - SECTION, "an event's description"), ids);
    }
  }

  private void readFeatures(byte[] head, long table) throws IOException {
    long at = table;
    int missing = 0;
    for (int feature = 0; feature < 256; feature++) {
      if ((head[FEATURES + feature / 8] >>> feature % 8 & 1) == 0) {
        continue;
      }
      try {
        Block place = new Block(input.piece(at, SECTION, "features"), 0, SECTION, "features");
        byte[] bytes = input.piece(place.readLong(), place.readLong(), "a feature");
        description.addFeature(
            feature, new Block(bytes, 0, bytes.length - Bytes.SLACK, "a feature of perf.data"));
      } catch (RecordingException damaged) {
        missing++;
      }
      at += SECTION;
    }
    if (missing > 0) {
      notes.warn(
          "The file is cut off or damaged behind its samples: %d parts of its description are missing."
              .formatted(missing));
    }
  }

  private void requireTracepoints() throws RecordingException {
    boolean tracepoints =
        description.attributes().stream()
            .anyMatch(attribute -> attribute.type() == PerfAttribute.TRACEPOINT);
    if (!tracepoints) {
      throw new RecordingException(
          "Expected tracepoints in "
              + input.name()
              + ", found other events only; record with 'perf kvm stat record -a' or 'perf record -a"
              + " -e kvm:*'.");
    }
  }

  /// Takes the formats that the file lacks from elsewhere, or says what to do.
  private void borrow(EventFormats borrowed) throws IOException, RecordingException {
    List<Long> missing = missingFormats(description.formats);
    if (missing.isEmpty()) {
      if (borrowed != EventFormats.NONE) {
        notes.warn("The file has its own event formats: those of --formats were not needed.");
      }
      return;
    }
    if (borrowed == EventFormats.NONE) {
      notes.warn(
          "The file has no formats of its events (perf writes them last), so that these can be"
              + " counted, not understood. Give formats of the same kernel: --formats with another"
              + " perf.data, a trace.dat or /sys/kernel/tracing.");
      return;
    }
    boolean found = !missingFormats(borrowed.table()).containsAll(missing);
    if (!found || !fits(borrowed.table())) {
      throw new RecordingException(
          "Expected formats of the events of %s (numbers %s) in %s, found those of another kernel; take formats of the kernel that was recorded."
              .formatted(
                  input.name(),
                  missing.stream().limit(4).map(String::valueOf).collect(Collectors.joining(", ")),
                  borrowed.source()));
    }
    description.formats.addMissing(borrowed.table());
    notes.warn(
        "The event formats are those of %s: right only if it is of the same kernel."
            .formatted(borrowed.source()));
  }

  private boolean fits(FormatTable table) throws IOException {
    return samplesEnd == 0
        || new FormatFit(description).isGood(input, samplesStart, samplesEnd, table);
  }

  /// The numbers of recorded tracepoints that a table does not have.
  private List<Long> missingFormats(FormatTable table) {
    return description.attributes().stream()
        .filter(attribute -> attribute.type() == PerfAttribute.TRACEPOINT)
        .map(PerfAttribute::config)
        .filter(id -> id < 0 || id > Integer.MAX_VALUE || table.get(id.intValue()) == null)
        .toList();
  }

  /// The formats of the events, as far as they are known.
  public FormatTable formats() {
    return description.formats;
  }

  @Override
  public RecordingFormat format() {
    return RecordingFormat.PERF_DATA;
  }

  @Override
  public PartReader newReader(boolean ordered) {
    return new PerfPartReader(cutter, description, ordered);
  }

  @Override
  public int workers() {
    return input.size() >= 0 && input.size() < LEAST_FOR_WORKERS
        ? 1
        : Math.min(Runtime.getRuntime().availableProcessors(), MOST_WORKERS);
  }

  @Override
  public long bytes() {
    return input.size();
  }

  @Override
  public RecordingNotes notes() {
    input.tellDamage(notes);
    return notes;
  }

  @Override
  public ReasonDictionary reasons() {
    return description.reasons;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
