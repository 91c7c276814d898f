package org.pirouette.trace.tracecmd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pirouette.trace.RecordingException;
import org.pirouette.trace.format.Block;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.input.RecordingInput;

/// Reads the description in a trace.dat file of version 6 or 7 (`man trace-cmd.dat.v6`, `.v7`).
final class DescriptionReader {
  private static final int MAGIC_LENGTH = 10;
  private static final int MOST_HEAD = 64 << 20;
  private static final int MOST_SECTION = 256 << 20;
  private static final int MOST_SECTIONS = 1000;
  private static final int SECTION_HEADER = 16;
  private static final int NAME = 10;
  private static final int BUFFER_SECTION = 3;

  private static final int OPTION_DONE = 0;
  private static final int OPTION_BUFFER = 3;
  private static final int OPTION_HEADER_INFO = 16;
  private static final int OPTION_FTRACE_EVENTS = 17;
  private static final int OPTION_EVENT_FORMATS = 18;
  private static final int OPTION_COMMANDS = 21;

  private final RecordingInput input;
  private final TraceDatDescription description;

  /// Where sections start that were read, so that none is read twice.
  private final Set<Long> read = new HashSet<>();

  DescriptionReader(RecordingInput input, TraceDatDescription description) {
    this.input = input;
    this.description = description;
  }

  void read() throws IOException, RecordingException {
    byte[] head = section(0, Math.min(input.size(), 4096), "the start");
    Block block = block(head, "the start of trace.dat");
    block.skip(MAGIC_LENGTH);
    String version = block.readString();
    switch (version) {
      case "6" -> readVersion6();
      case "7" -> readVersion7(block);
      default ->
          throw new RecordingException(
              "Expected trace.dat of version 6 or 7 in %s, found version '%s'; run 'trace-cmd report' and give its text to 'pirouette exits'."
                  .formatted(input.name(), version.substring(0, Math.min(10, version.length()))));
    }
  }

  private static Block block(byte[] section, String what) {
    return new Block(section, 0, section.length - Bytes.SLACK, what);
  }

  private byte[] section(long offset, long size, String what)
      throws IOException, RecordingException {
    if (offset < 0
        || size < 0
        || offset > input.size()
        || size > input.size() - offset
        || size > MOST_SECTION) {
      throw new RecordingException(
          "Expected %s of %s at byte %s (%s bytes), found a file of %d bytes; it is cut off or damaged."
              .formatted(
                  what,
                  input.name(),
                  Long.toUnsignedString(offset),
                  Long.toUnsignedString(size),
                  input.size()));
    }
    byte[] bytes = new byte[(int) size + Bytes.SLACK];
    input.copy(offset, bytes, 0, (int) size);
    return bytes;
  }

  /// Version 6: all descriptions one after the other, then options, then where the data is.
  private void readVersion6() throws IOException, RecordingException {
    byte[] head = section(0, Math.min(input.size(), MOST_HEAD), "the description");
    Block block = block(head, "the description of trace.dat");
    description.tracing.read(block);
    description.bufferPageSize = description.tracing.pageSize();
    int cpus = block.readInt();
    String next = block.readText(NAME);
    List<Long> instances = new ArrayList<>();
    if (next.startsWith("options")) {
      readOptions6(block, instances);
      next = block.readText(NAME);
    }
    readCpus6(block, next, cpus);
    for (long place : instances) {
      readInstance6(place, cpus);
    }
  }

  private void readCpus6(Block block, String kind, int cpus) throws RecordingException {
    if (!kind.startsWith("flyrecord")) {
      throw new RecordingException(
          "Expected recorded pages in "
              + input.name()
              + ", found '"
              + kind.strip()
              + "'; record with 'trace-cmd record -e kvm'.");
    }
    for (int cpu = 0; cpu < cpus && block.remaining() >= 2 * Long.BYTES; cpu++) {
      description.cpus.add(
          new TraceDatDescription.CpuData(cpu, block.readLong(), block.readLong(), false));
    }
  }

  /// Takes the options.
  ///
  /// @param instances gets the places of further trace instances (`trace-cmd record -B`)
  private void readOptions6(Block block, List<Long> instances) throws RecordingException {
    while (true) {
      int id = block.readShort();
      if (id == OPTION_DONE) {
        return;
      }
      int length = block.readShortLength();
      byte[] text = copy(block, length);
      Block option = new Block(text, 0, length, "an option of trace.dat");
      if (id == OPTION_BUFFER) {
        instances.add(option.readLong());
      } else {
        description.option(id, option);
      }
    }
  }

  /// Where a trace instance's data is; its CPUs are as many as the file's.
  private void readInstance6(long place, int cpus) throws IOException {
    try {
      long most = NAME + (long) cpus * 2 * Long.BYTES;
      long left = place < 0 || place > input.size() ? 0 : input.size() - place;
      Block block =
          block(section(place, Math.min(most, left), "a trace instance"), "a trace instance");
      readCpus6(block, block.readText(NAME), cpus);
    } catch (RecordingException cutOff) {
      description.notes.warn(cutOff.sentence());
    }
  }

  private static byte[] copy(Block block, int length) throws RecordingException {
    byte[] bytes = new byte[length + Bytes.SLACK];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) block.readByte();
    }
    return bytes;
  }

  /// Version 7: sections anywhere in the file, named by options.
  private void readVersion7(Block block) throws IOException, RecordingException {
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
      for (int sections = 0; options != 0 && sections < MOST_SECTIONS; sections++) {
        options = readOptions7(block(content(options, "options"), "the options of trace.dat"));
      }
    } catch (RecordingException cutOff) {
      recover(firstSection, cutOff);
      return;
    }
    List<SectionWalk.Section> sections = SectionWalk.of(input, firstSection);
    if (!sections.isEmpty() && !sections.getLast().isComplete(input.size())) {
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
      } else if (section.isComplete(input.size()) && read.add(section.offset())) {
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
        "The file is cut off before the list of its CPUs: events were taken from the pages that are"
            + " there, without CPU numbers; durations are right, what came after is missing.");
  }

  private void recover(SectionWalk.Section section) throws IOException {
    try {
      Block block = block(content(section.offset(), "a section"), "a section of trace.dat");
      switch (section.id()) {
        case OPTION_DONE -> readOptions7(block);
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
    if (read.add(section.offset())) {
      int alignment = description.bufferPageSize;
      description.bufferPageSize =
          RingPages.toldSize(description.tracing.headerPage(), description.bufferPageSize);
      boolean packed = section.isPacked() && description.unpacker != Unpacker.NONE;
      BufferScan scan =
          new BufferScan(
              input,
              alignment,
              RingPages.of(description.tracing.headerPage(), description.bufferPageSize).size(),
              section.offset() + SECTION_HEADER,
              section.end(input.size()));
      description.cpus.addAll(scan.cpus(packed));
    }
  }

  /// Reads a section's options.
  ///
  /// @return where the next options are, 0 for none
  private long readOptions7(Block block) throws IOException, RecordingException {
    while (block.remaining() >= 6) {
      int id = block.readShort();
      int length = block.readShortLength();
      byte[] bytes = copy(block, length);
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
    return 0;
  }

  private void readBuffer(Block option) throws IOException, RecordingException {
    long place = option.readLong();
    read.add(place);
    option.readString();
    description.clock(option.readString());
    description.bufferPageSize = option.readInt();
    int cpus = option.readCount(20);
    boolean packed =
        description.unpacker != Unpacker.NONE
            && (Bytes.shortAt(section(place, SECTION_HEADER, "a buffer"), 2) & 1) != 0;
    for (int i = 0; i < cpus; i++) {
      description.cpus.add(
          new TraceDatDescription.CpuData(
              option.readInt(), option.readLong(), option.readLong(), packed));
    }
  }

  private Block content(Block option, String what) throws IOException, RecordingException {
    return block(content(option.readLong(), what), what + " of trace.dat");
  }

  /// A section's content, unpacked, with slack behind it.
  private byte[] content(long offset, String what) throws IOException, RecordingException {
    byte[] header = section(offset, SECTION_HEADER, what);
    read.add(offset);
    boolean packed = (Bytes.shortAt(header, 2) & 1) != 0;
    byte[] bytes = section(offset + SECTION_HEADER, Bytes.longAt(header, 8), what);
    if (!packed || description.unpacker == Unpacker.NONE) {
      return bytes;
    }
    Block block = block(bytes, what);
    int packedSize = block.readShortLength();
    int from = 2 * Integer.BYTES;
    long size = Bytes.intAt(bytes, Integer.BYTES) & 0xffffffffL;
    if (size > MOST_SECTION || packedSize > bytes.length - Bytes.SLACK - from) {
      throw new RecordingException(
          "Expected %s of %s, found a section of %d bytes; the file is damaged."
              .formatted(what, input.name(), size));
    }
    byte[] inner = java.util.Arrays.copyOfRange(bytes, from, from + packedSize);
    try {
      byte[] unpacked = description.unpacker.unpack(inner, (int) size);
      return java.util.Arrays.copyOf(unpacked, unpacked.length + Bytes.SLACK);
    } catch (IOException damaged) {
      throw new RecordingException(
          "Expected %s of %s compressed, found damaged data (%s)."
              .formatted(what, input.name(), damaged.getMessage()),
          damaged);
    }
  }
}
