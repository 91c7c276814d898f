package org.pirouette.trace.perf;

import java.io.IOException;
import org.pirouette.trace.format.EventFormat;
import org.pirouette.trace.format.FormatTable;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.input.RecordingInput;

/// Tells whether event formats can be those of a recording, by the lengths of its first samples:
/// numbers of events mean other events in another kernel, and those mostly have another length.
final class FormatFit {
  private static final int LOOKED_AT = 1 << 20;
  private static final int HEADER = 8;

  private final PerfDescription description;
  private int fitting;
  private int others;

  FormatFit(PerfDescription description) {
    this.description = description;
  }

  /// Looks at the samples between two offsets of a file.
  ///
  /// @return whether almost all fit
  boolean isGood(RecordingInput input, long from, long to, FormatTable formats) throws IOException {
    int length = (int) Math.min(LOOKED_AT, Math.min(to, input.size()) - from);
    byte[] bytes = new byte[Math.max(0, length) + Bytes.SLACK];
    input.copy(from, bytes, 0, Math.max(0, length));
    Layouts layouts = new Layouts(description);
    for (int at = 0; at + HEADER <= length; ) {
      int size = Bytes.shortAt(bytes, at + 6);
      if (size < HEADER || at + size > length) {
        break;
      }
      if (Bytes.intAt(bytes, at) == ChunkCutter.SAMPLE) {
        look(layouts, bytes, at, at + size, formats);
      }
      at += size;
    }
    return fitting > 0 && others * 20 <= fitting + others;
  }

  private void look(Layouts layouts, byte[] bytes, int at, int end, FormatTable formats) {
    SampleLayout layout = layouts.of(bytes, at);
    int raw = layout == null ? -1 : layout.raw(bytes, at, end);
    if (raw < 0 || raw + Integer.BYTES + Short.BYTES > end) {
      return;
    }
    EventFormat format = formats.get(Bytes.shortAt(bytes, raw + Integer.BYTES));
    if (format == null) {
      return;
    }
    if (format.fits(Bytes.intAt(bytes, raw))) {
      fitting++;
    } else {
      others++;
    }
  }
}
