package org.pirouette.trace.tracecmd;

import java.io.IOException;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.format.Block;
import org.pirouette.trace.input.RecordingInput;

/// Reads the description in a trace.dat file, whatever its version.
final class DescriptionReader {
  private static final int MAGIC_LENGTH = 10;
  private static final int START = 4096;

  private final RecordingInput input;
  private final TraceDatDescription description;

  DescriptionReader(RecordingInput input, TraceDatDescription description) {
    this.input = input;
    this.description = description;
  }

  void read() throws IOException, RecordingException {
    SectionReader sections = new SectionReader(input);
    byte[] head = sections.bytes(0, Math.min(input.size(), START), "the start");
    Block block = SectionReader.block(head, "the start of trace.dat");
    block.skip(MAGIC_LENGTH);
    String version = block.readString();
    switch (version) {
      case "6" -> new Version6Reader(input, sections, description).read();
      case "7" -> new Version7Reader(input, sections, description).read(block);
      default ->
          throw new RecordingException(
              "Expected trace.dat of version 6 or 7 in %s, found version '%s'; run 'trace-cmd report' and give its text to 'pirouette exits'."
                  .formatted(input.name(), version.substring(0, Math.min(10, version.length()))));
    }
  }
}
