package org.pirouette.trace.tracecmd;

import java.io.IOException;
import java.util.List;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.format.Block;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.input.RecordingInput;

/// Reads the description in a trace.dat file of version 7 (`man trace-cmd.dat.v7`): sections that
/// options name, whose list goes on at the end of the file; of a file that is cut off, what its
/// sections tell without.
final class Version7Reader {
  private static final int BUFFER_SECTION = 3;

  private static final int OPTION_DONE = 0;
  private static final int OPTION_BUFFER = 3;
  private static final int OPTION_HEADER_INFO = 16;
  private static final int OPTION_FTRACE_EVENTS = 17;
  private static final int OPTION_EVENT_FORMATS = 18;
  private static final int OPTION_COMMANDS = 21;

  private final RecordingInput input;
  private final SectionReader sections;
  private final TraceDatDescription description;

  Version7Reader(RecordingInput input, SectionReader sections, TraceDatDescription description) {
    this.input = input;
    this.sections = sections;
    this.description = description;
  }

  /// Version 7: sections anywhere in the file, named by options.
  void read(Block block) throws IOException, RecordingException {
    if (block.readByte() != 0) {
      throw new RecordingException(
          "Expected a little-endian trace.dat, found a big-endian one in "
              + input.name()
              + "; run 'trace-cmd report' and give its text to 'pirouette exits'.");
    }
    block.readByte();
    description.bufferPageSize = block.readInt();
    description.unpacker = Unpacker.named(block.readString());
    block.readString();
    long options = block.readLong();
    long firstSection = block.position();
    try {
      while (options != 0) {
        if (!sections.markRead(options)) {
          throw new RecordingException(
              "Expected further options in %s, found those at byte %d again; the file is damaged."
                  .formatted(input.name(), options));
        }
        options = readOptions(block(options, "the options"));
      }
    } catch (RecordingException cutOff) {
      recover(firstSection, cutOff);
      return;
    }
    List<SectionWalk.Section> walk = SectionWalk.of(input, firstSection);
    if (!walk.isEmpty() && !walk.getLast().isComplete(input.size())) {
      description.notes.warn("The file is cut off at its end, behind the events.");
    }
  }

  /// Reads what is complete of a file whose options are not all there: goes through the sections
  /// from the file's start, and takes from each what no option told.
  private void recover(long firstSection, RecordingException cause)
      throws IOException, RecordingException {
    for (SectionWalk.Section section : SectionWalk.of(input, firstSection)) {
      if (section.id() == BUFFER_SECTION) {
        recoverBuffer(section);
      } else if (section.isComplete(input.size()) && sections.markRead(section.offset())) {
        recover(section);
      }
    }
    if (description.formats.isEmpty() || description.cpus.isEmpty()) {
      throw new RecordingException(
          "Expected events in %s, found a file cut off before them, at byte %d; copy or record it again."
              .formatted(input.name(), input.size()),
          cause);
    }
    description.notes.warn(
        "The file is cut off or damaged before the list of its CPUs: events were taken from the pages that are"
            + " there, without CPU numbers; durations are right, what came after is missing.");
  }

  private void recover(SectionWalk.Section section) throws IOException {
    try {
      Block block = block(section.offset(), "a section");
      switch (section.id()) {
        case OPTION_DONE -> readOptions(block);
        case OPTION_HEADER_INFO -> description.tracing.readHeaders(block);
        case OPTION_FTRACE_EVENTS -> description.tracing.readFtraceEvents(block);
        case OPTION_EVENT_FORMATS -> description.tracing.readEvents(block);
        case OPTION_COMMANDS ->
            description.tracing.readCommands(block.readText(block.readLength()));
        default -> {}
      }
    } catch (RecordingException damaged) {
      description.notes.warn(damaged.sentence());
    }
  }

  private void recoverBuffer(SectionWalk.Section section) throws IOException {
    if (sections.markRead(section.offset())) {
      int alignment = description.bufferPageSize;
      description.bufferPageSize =
          RingPages.toldSize(description.tracing.headerPage(), description.bufferPageSize);
      boolean packed = section.isPacked() && description.unpacker != Unpacker.NONE;
      BufferScan scan =
          new BufferScan(
              input,
              alignment,
              RingPages.of(description.tracing.headerPage(), description.bufferPageSize).size(),
              section.offset() + SectionReader.HEADER,
              section.end(input.size()));
      description.cpus.addAll(scan.cpus(packed));
    }
  }

  /// Reads a section's options.
  ///
  /// @return where the next options are, 0 for none
  private long readOptions(Block block) throws IOException, RecordingException {
    while (block.remaining() >= 6) {
      int id = block.readShort();
      int length = block.readShortLength();
      byte[] bytes = SectionReader.copy(block, length);
      Block option = new Block(bytes, 0, length, "an option of trace.dat");
      switch (id) {
        case OPTION_DONE -> {
          return length >= Long.BYTES ? option.readLong() : 0;
        }
        case OPTION_BUFFER -> readBuffer(option);
        case OPTION_HEADER_INFO ->
            description.tracing.readHeaders(content(option, "the page description"));
        case OPTION_FTRACE_EVENTS ->
            description.tracing.readFtraceEvents(content(option, "ftrace's formats"));
        case OPTION_EVENT_FORMATS ->
            description.tracing.readEvents(content(option, "the event formats"));
        case OPTION_COMMANDS -> {
          Block commands = content(option, "the command names");
          description.tracing.readCommands(commands.readText(commands.readLength()));
        }
        default -> description.option(id, option);
      }
    }
    throw new RecordingException(
        "Expected an end of the options of %s, found none; the file is cut off or damaged."
            .formatted(input.name()));
  }

  private void readBuffer(Block option) throws IOException, RecordingException {
    long place = option.readLong();
    sections.markRead(place);
    option.readString();
    description.clock(option.readString());
    description.bufferPageSize = option.readInt();
    int cpus = option.readCount(20);
    boolean packed =
        description.unpacker != Unpacker.NONE
            && (Bytes.shortAt(sections.bytes(place, SectionReader.HEADER, "a buffer"), 2) & 1) != 0;
    for (int i = 0; i < cpus; i++) {
      description.cpus.add(
          new TraceDatDescription.CpuData(
              option.readInt(), option.readLong(), option.readLong(), packed));
    }
  }

  private Block content(Block option, String what) throws IOException, RecordingException {
    return sections.content(option, what, description.unpacker);
  }

  private Block block(long offset, String what) throws IOException, RecordingException {
    return SectionReader.block(
        sections.content(offset, what, description.unpacker), what + " of trace.dat");
  }
}
