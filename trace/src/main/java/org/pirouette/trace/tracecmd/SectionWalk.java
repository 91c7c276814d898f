package org.pirouette.trace.tracecmd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.input.RecordingInput;

/// Finds the sections of a trace.dat file of version 7 without its options, which stand at the end
/// of the file and are missing when it is cut off.
///
/// ```
/// id (2 bytes) | flags (2): bit 0 packed | place of its name (4) | size of what follows (8)
/// ```
final class SectionWalk {
  private static final int HEADER = 16;
  private static final int MOST_SECTIONS = 1000;
  private static final int BUFFER = 3;

  /// Ids that trace-cmd gives to sections are all below.
  private static final int IDS = 64;

  /// A section.
  ///
  /// @param id what is in it; the same numbers as options have
  /// @param flags bit 0: packed
  /// @param offset where its header stands in the file
  /// @param size of its content in bytes, as its header says
  record Section(int id, int flags, long offset, long size) {
    boolean isPacked() {
      return (flags & 1) != 0;
    }

    boolean isComplete(long fileSize) {
      return size >= 0 && size <= fileSize - offset - HEADER;
    }

    /// Where its content ends. A recorder that was killed leaves the size of the last section 0.
    long end(long fileSize) {
      return size > 0 && isComplete(fileSize) ? offset + HEADER + size : fileSize;
    }
  }

  private SectionWalk() {}

  /// The sections, in the order of the file; the last may be cut off.
  ///
  /// @param first where the first section starts
  static List<Section> of(RecordingInput input, long first) throws IOException {
    List<Section> sections = new ArrayList<>();
    byte[] header = new byte[HEADER + Bytes.SLACK];
    long offset = first;
    while (offset <= input.size() - HEADER && sections.size() < MOST_SECTIONS) {
      input.copy(offset, header, 0, HEADER);
      Section section =
          new Section(
              Bytes.shortAt(header, 0),
              Bytes.shortAt(header, 2),
              offset,
              Bytes.longAt(header, Long.BYTES));
      if (section.id() >= IDS) {
        break;
      }
      sections.add(section);
      if (!section.isComplete(input.size()) || section.size() == 0 && section.id() == BUFFER) {
        break;
      }
      offset += HEADER + section.size();
    }
    return sections;
  }
}
