package org.pirouette.trace.tracecmd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.input.RecordingInput;

/// Finds the CPUs' data in a buffer section whose list of CPUs is missing.
///
/// The data of each CPU starts at a multiple of the page size. Pages of one CPU follow each other
/// in time, so that a page older than the one before it is the first of another CPU; two CPUs that
/// cannot be told apart so are in time order already. Packed data says itself how long it is: a
/// count of chunks, and each chunk's size.
final class BufferScan {
  private static final int MOST_CPUS = 1 << 16;
  private static final int SIZES = 2 * Integer.BYTES;

  private final RecordingInput input;
  private final long alignment;
  private final int pageSize;
  private final long start;
  private final long end;
  private final byte[] word = new byte[Long.BYTES + Bytes.SLACK];

  /// @param alignment to a multiple of which each CPU's data starts
  /// @param pageSize size of a ring-buffer page in bytes
  /// @param start where the section's content starts
  /// @param end where it ends, or the file does
  BufferScan(RecordingInput input, int alignment, int pageSize, long start, long end) {
    this.input = input;
    this.alignment = Math.max(1, alignment);
    this.pageSize = pageSize;
    this.start = start;
    this.end = end;
  }

  /// The data of each CPU; their numbers are unknown.
  List<TraceDatDescription.CpuData> cpus(boolean packed) throws IOException {
    return packed ? packedCpus() : plainCpus();
  }

  private List<TraceDatDescription.CpuData> plainCpus() throws IOException {
    List<TraceDatDescription.CpuData> cpus = new ArrayList<>();
    long first = align(start);
    long before = Long.MIN_VALUE;
    for (long page = first; page <= end - pageSize; page += pageSize) {
      long time = longAt(page);
      if (time < before && cpus.size() < MOST_CPUS) {
        cpus.add(cpu(first, page - first, false));
        first = page;
      }
      before = time;
    }
    if (first < end) {
      cpus.add(cpu(first, end - first, false));
    }
    return cpus;
  }

  private List<TraceDatDescription.CpuData> packedCpus() throws IOException {
    List<TraceDatDescription.CpuData> cpus = new ArrayList<>();
    for (long first = align(start); first <= end - Integer.BYTES && cpus.size() < MOST_CPUS; ) {
      long after = afterChunks(first);
      if (after <= first + Integer.BYTES) {
        break;
      }
      cpus.add(cpu(first, Math.min(after, end) - first - Integer.BYTES, true));
      first = align(after);
    }
    return cpus;
  }

  /// Where the chunks end that start with their count, also if that is beyond the end of the file.
  private long afterChunks(long first) throws IOException {
    long chunks = longAt(first) & 0xffffffffL;
    long at = first + Integer.BYTES;
    for (long i = 0; i < chunks && at <= end - SIZES; i++) {
      at += SIZES + (longAt(at) & 0xffffffffL);
    }
    return at;
  }

  private static TraceDatDescription.CpuData cpu(long offset, long size, boolean packed) {
    return new TraceDatDescription.CpuData(RecordedEvent.UNKNOWN, offset, size, packed);
  }

  private long align(long offset) {
    return (offset + alignment - 1) / alignment * alignment;
  }

  /// Eight bytes of the file, those past its end as zeros.
  private long longAt(long offset) throws IOException {
    int length = (int) Math.min(Long.BYTES, input.size() - offset);
    java.util.Arrays.fill(word, (byte) 0);
    input.copy(offset, word, 0, length);
    return Bytes.longAt(word, 0);
  }
}
