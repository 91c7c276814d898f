package org.pirouette.trace.tracecmd;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.event.RecordingNotes;
import org.pirouette.trace.format.Block;
import org.pirouette.trace.format.FormatTable;
import org.pirouette.trace.format.TracingData;

/// What a trace.dat file says about its events: formats, commands, clock, where each CPU's data is.
final class TraceDatDescription {
  private static final int OPTION_TRACE_CLOCK = 4;
  private static final int OPTION_UNAME = 5;
  private static final int OPTION_OFFSET = 7;
  private static final int OPTION_CPU_STATISTICS = 2;
  private static final int OPTION_TSC_TO_NANOSECONDS = 14;

  /// Where the data of a CPU is.
  ///
  /// @param cpu its number
  /// @param offset in the file
  /// @param size in the file
  /// @param packed whether it is in compressed chunks
  record CpuData(int cpu, long offset, long size, boolean packed) {}

  final ReasonDictionary reasons = new ReasonDictionary();
  final FormatTable formats = new FormatTable(reasons);
  final TracingData tracing = new TracingData(formats);
  final List<CpuData> cpus = new ArrayList<>();
  final RecordingNotes notes;
  Unpacker unpacker = Unpacker.NONE;
  int bufferPageSize;
  private long offset;
  private long multiplier;
  private int shift;
  private long base;

  TraceDatDescription(RecordingNotes notes) {
    this.notes = notes;
  }

  /// Takes an option that both versions have.
  void option(int id, Block block) throws RecordingException {
    switch (id) {
      case OPTION_TRACE_CLOCK -> clock(text(block));
      case OPTION_UNAME -> notes.host("kernel", text(block));
      case OPTION_OFFSET -> offset = number(text(block));
      case OPTION_CPU_STATISTICS -> lost(text(block));
      case OPTION_TSC_TO_NANOSECONDS -> {
        multiplier = block.readInt() & 0xffffffffL;
        shift = block.readInt() & 63;
        base = block.readLong();
      }
      default -> {}
    }
  }

  /// Says which clock was used: its name, or tracefs' list with the chosen one in brackets.
  void clock(String text) {
    int open = text.indexOf('[');
    int close = text.indexOf(']');
    String name = open >= 0 && close > open ? text.substring(open + 1, close) : text.strip();
    boolean counter = name.equals("x86-tsc") || name.equals("counter") || name.equals("uptime");
    notes.clock(name, counter && multiplier == 0 ? 0 : 1);
  }

  /// "overrun: 12" and "dropped events: 3" of a CPU's statistics.
  private void lost(String statistics) {
    for (String line : statistics.split("\n", -1)) {
      if (line.startsWith("overrun:") || line.startsWith("dropped events:")) {
        long count = number(line.substring(line.indexOf(':') + 1));
        if (count > 0) {
          notes.lost(count);
        }
      }
    }
  }

  private static long number(String text) {
    String digits = text.strip();
    try {
      return digits.startsWith("0x") ? Long.decode(digits) : Long.parseLong(digits);
    } catch (NumberFormatException unreadable) {
      return 0;
    }
  }

  private static String text(Block block) throws RecordingException {
    String text = block.readText(block.remaining());
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  /// A time stamp as `trace-cmd report` shows it.
  long nanoseconds(long stamp) {
    long time = stamp;
    if (multiplier != 0) {
      time = scale(time) - base;
    }
    return time + offset;
  }

  private long scale(long ticks) {
    long high = Math.multiplyHigh(ticks, multiplier);
    long low = ticks * multiplier;
    return shift == 0 ? low : high << (Long.SIZE - shift) | low >>> shift;
  }
}
