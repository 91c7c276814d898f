package org.pirouette.trace.tracecmd;

import java.io.IOException;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.input.Bytes;

/// Goes through the events of one CPU's ring-buffer pages (Linux include/linux/ring_buffer.h).
///
/// Each event begins with a word: 5 bits of type or length, 27 bits of time since the event before.
///
/// | type | meaning |
/// |---|---|
/// | 0 | data; the next word is its length, itself included |
/// | 1-28 | data of so many words |
/// | 29 | padding; without time the rest of the page is empty |
/// | 30 | more bits of the time, in the next word |
/// | 31 | an absolute time: 27 bits and the next word |
final class CpuCursor implements Comparable<CpuCursor> {
  private static final int PADDING = 29;
  private static final int TIME_EXTEND = 30;
  private static final int TIME_STAMP = 31;
  private static final int COMMIT_MASK = (1 << 27) - 1;
  private static final int MISSED = 1 << 31;
  private static final int MISSED_STORED = 1 << 30;
  private static final int DELTA_BITS = 27;
  private static final long TOP_BITS = 0x1fL << 59;

  final int cpu;
  final byte[] page;
  private final PageSource pages;
  private final RingPages layout;
  private final RecordingNotes notes;
  private int at;
  private int end;

  /// Of the current event: its time, where its record starts in [#page], and how long it is.
  long time;

  int data;
  int length;

  CpuCursor(int cpu, PageSource pages, RingPages layout, RecordingNotes notes) {
    this.cpu = cpu;
    this.pages = pages;
    this.layout = layout;
    this.notes = notes;
    this.page = new byte[layout.size() + Bytes.SLACK];
  }

  /// Moves to the next event.
  ///
  /// @return false at the end
  boolean next() throws IOException {
    while (true) {
      if (at + Integer.BYTES > end && !nextPage()) {
        return false;
      }
      if (at + Integer.BYTES <= end && step()) {
        return true;
      }
    }
  }

  private boolean nextPage() throws IOException {
    if (!pages.next(page)) {
      return false;
    }
    time = Bytes.longAt(page, 0);
    long commit =
        layout.commitSize() == 4
            ? Bytes.intAt(page, layout.commitOffset()) & 0xffffffffL
            : Bytes.longAt(page, layout.commitOffset());
    at = layout.dataOffset();
    end = (int) Math.min(layout.size(), at + (commit & COMMIT_MASK));
    if ((commit & MISSED) != 0) {
      boolean stored = (commit & MISSED_STORED) != 0 && end + Long.BYTES <= layout.size();
      notes.lost(stored ? Bytes.longAt(page, end) : 0);
    }
    return true;
  }

  /// Takes one event of the page.
  ///
  /// @return whether it has data
  private boolean step() {
    int word = Bytes.intAt(page, at);
    int type = word & 31;
    long delta = word >>> 5;
    switch (type) {
      case PADDING -> {
        if (delta == 0) {
          at = end;
        } else {
          time += delta;
          skip(Integer.BYTES + (Bytes.intAt(page, at + 4) & 0xffffffffL));
        }
        return false;
      }
      case TIME_EXTEND -> {
        time += delta + ((Bytes.intAt(page, at + 4) & 0xffffffffL) << DELTA_BITS);
        skip(2 * Integer.BYTES);
        return false;
      }
      case TIME_STAMP -> {
        long stamp = delta + ((Bytes.intAt(page, at + 4) & 0xffffffffL) << DELTA_BITS);
        time = (time & TOP_BITS) | (stamp & ~TOP_BITS);
        skip(2 * Integer.BYTES);
        return false;
      }
      default -> {
        time += delta;
        return take(type);
      }
    }
  }

  private boolean take(int type) {
    long whole;
    if (type == 0) {
      long stored = Bytes.intAt(page, at + 4) & 0xffffffffL;
      data = at + 2 * Integer.BYTES;
      length = (int) Math.min(layout.size(), stored - Integer.BYTES);
      whole = Integer.BYTES + ((stored + 3) & ~3L);
    } else {
      data = at + Integer.BYTES;
      length = type * Integer.BYTES;
      whole = Integer.BYTES + (long) length;
    }
    skip(whole);
    boolean inside = length >= Long.BYTES && data + length <= end;
    if (!inside && length > 0) {
      notes.unreadable(time, "an event of CPU " + cpu + " that runs over the end of its page");
    }
    return inside;
  }

  private void skip(long bytes) {
    at = (int) Math.min(end, at + Math.max(Integer.BYTES, bytes));
  }

  @Override
  public int compareTo(CpuCursor other) {
    int byTime = Long.compare(time, other.time);
    return byTime != 0 ? byTime : Integer.compare(cpu, other.cpu);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return cpu;
  }
}
