package org.pirouette.trace.perf;

import java.io.IOException;
import org.pirouette.trace.format.EventFormat;
import org.pirouette.trace.format.FormatTable;
import org.pirouette.trace.input.RecordingInput;

/// Tells whether event formats can be those of a recording, by the lengths of its first samples:
/// numbers of events mean other events in another kernel, and those mostly have another length.
final class FormatFit {
  private static final int LOOKED_AT = 1 << 20;

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
    int length = (int) Math.max(0, Math.min(LOOKED_AT, Math.min(to, input.size()) - from));
    int end = length / Long.BYTES;
    long[] words = new long[end];
    input.copy(from, words, 0, end);
    Layouts layouts = new Layouts(description);
    layouts.refresh();
    for (int at = 0; at < end; ) {
      int size = ChunkCutter.sizeOf(words[at]) / Long.BYTES;
      if (size == 0 || at + size > end) {
        break;
      }
      if ((int) words[at] == ChunkCutter.SAMPLE) {
        look(layouts, words, at, at + size, formats);
      }
      at += size;
    }
    return fitting > 0 && others * 20 <= fitting + others;
  }

  private void look(Layouts layouts, long[] words, int at, int end, FormatTable formats) {
    SampleLayout layout = at + 1 < end ? layouts.of(words, at) : null;
    int raw = layout == null ? -1 : layout.raw(words, at, end);
    if (raw < 0) {
      return;
    }
    EventFormat format = formats.get((int) (words[raw] >>> Integer.SIZE) & 0xffff);
    if (format == null) {
      return;
    }
    if (format.fits((int) words[raw])) {
      fitting++;
    } else {
      others++;
    }
  }
}
