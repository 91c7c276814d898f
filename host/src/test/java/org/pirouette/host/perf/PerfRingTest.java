package org.pirouette.host.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/// A ring whose writing side is this test.
final class PerfRingTest {
  private static final int PAGE = 4096;
  private static final int RING = 4096;
  private static final int SAMPLE = 9;
  private static final int LOST = 2;

  private final MemorySegment mapping = Arena.ofAuto().allocate(PAGE + RING, 8);
  private final PerfRing ring = new PerfRing(mapping, PAGE);
  private final RecordTally tally = new RecordTally();
  private long head;

  @Test
  void handsOverWholeRecordsAlsoWhereTheyWrap() throws IOException {
    long total = 0;
    for (int round = 0; round < 100; round++) {
      write(SAMPLE, 24, round);
      write(SAMPLE, 1000, round);
      write(LOST, 24, 3);
      byte[] taken = drain();
      assertThat(taken).hasSize(24 + 1000 + 24);
      assertThat(MemorySegment.ofArray(taken).get(ValueLayout.JAVA_LONG_UNALIGNED, 8))
          .isEqualTo(round);
      total += taken.length;
    }
    assertThat(drain()).isEmpty();
    assertThat(tally.samples()).isEqualTo(200);
    assertThat(tally.lost()).isEqualTo(300);
    assertThat(mapping.get(ValueLayout.JAVA_LONG, 1032)).isEqualTo(total);
  }

  private byte[] drain() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ring.drain(
        tally,
        (records, rest) -> {
          while (records.hasRemaining()) {
            out.write(records.get());
          }
          while (rest.hasRemaining()) {
            out.write(rest.get());
          }
        });
    return out.toByteArray();
  }

  private void write(int type, int size, long value) {
    put(0, (long) size << 48 | type);
    for (int at = Long.BYTES; at < size; at += Long.BYTES) {
      put(at, value);
    }
    head += size;
    mapping.set(ValueLayout.JAVA_LONG, 1024, head);
  }

  private void put(int at, long word) {
    mapping.set(ValueLayout.JAVA_LONG, PAGE + (head + at) % RING, word);
  }
}
