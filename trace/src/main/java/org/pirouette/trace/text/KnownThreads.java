package org.pirouette.trace.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.Bytes;

/// Remembers the columns up to the CPU, "vmm-16777 [001]", of earlier lines: most lines begin with
/// the very same bytes as one not far before.
final class KnownThreads {
  private static final int SLOT_BITS = 8;
  private static final int LEAST = 8;
  private static final int MOST = 96;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final long FIVE_BYTES = 0xffffffffffL;

  /// A place that is taken is given to other columns at one of eight attempts only: more are made
  /// where no two lines begin alike.
  private static final int SELDOM = 7;

  /// The bytes, and whose they are.
  private record Known(byte[] bytes, RecordedEvent who) {}

  private final @Nullable Known[] known = new Known[1 << SLOT_BITS];
  private int added;

  /// Sets thread, process, CPU and command as in an earlier line that began alike.
  ///
  /// @param bracket where the CPU starts: its bracket
  /// @return where the columns end; -1 if no such line is known
  int read(byte[] bytes, int start, int bracket, RecordedEvent event) {
    if (bracket - start < LEAST) {
      return -1;
    }
    Known same = known[slot(bytes, bracket)];
    if (same == null) {
      return -1;
    }
    byte[] columns = same.bytes;
    int end = start + columns.length;
    if (end > bytes.length || !Arrays.equals(columns, 0, columns.length, bytes, start, end)) {
      return -1;
    }
    event.sameThreadAs(same.who);
    return end;
  }

  /// Remembers columns.
  ///
  /// @param end behind the bracket that closes the CPU
  /// @param event as read from them
  void add(byte[] bytes, int start, int bracket, int end, RecordedEvent event) {
    if (bracket - start < LEAST || end - start > MOST) {
      return;
    }
    int slot = slot(bytes, bracket);
    if (known[slot] != null && (++added & SELDOM) != 0) {
      return;
    }
    byte[] columns = Arrays.copyOfRange(bytes, start, end);
    RecordedEvent who = new RecordedEvent();
    ThreadColumns.read(columns, 0, bracket - start, who);
    who.cpu = event.cpu;
    known[slot] = new Known(columns, who);
  }

  /// By the eight bytes before the bracket, which have the thread, and the CPU.
  private static int slot(byte[] bytes, int bracket) {
    long thread = Bytes.longAt(bytes, bracket - Long.BYTES);
    long cpu = Bytes.longAt(bytes, bracket) & FIVE_BYTES;
    return (int) ((thread * MIX ^ cpu) * MIX >>> Long.SIZE - SLOT_BITS);
  }
}
