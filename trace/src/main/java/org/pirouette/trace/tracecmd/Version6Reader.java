package org.pirouette.trace.tracecmd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.format.Block;
import org.pirouette.trace.input.RecordingInput;

/// Reads the description in a trace.dat file of version 6 (`man trace-cmd.dat.v6`).
final class Version6Reader {
  private static final int MOST_HEAD = 64 << 20;
  private static final int NAME = 10;
  private static final int OPTION_DONE = 0;
  private static final int OPTION_BUFFER = 3;

  private final RecordingInput input;
  private final SectionReader sections;
  private final TraceDatDescription description;

  Version6Reader(RecordingInput input, SectionReader sections, TraceDatDescription description) {
    this.input = input;
    this.sections = sections;
    this.description = description;
  }

  /// Version 6: all descriptions one after the other, then options, then where the data is.
  void read() throws IOException, RecordingException {
    byte[] head = sections.bytes(0, Math.min(input.size(), MOST_HEAD), "the description");
    Block block = SectionReader.block(head, "the description of trace.dat");
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
      byte[] text = SectionReader.copy(block, length);
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
          SectionReader.block(
              sections.bytes(place, Math.min(most, left), "a trace instance"), "a trace instance");
      readCpus6(block, block.readText(NAME), cpus);
    } catch (RecordingException cutOff) {
      description.notes.warn(cutOff.sentence());
    }
  }
}
