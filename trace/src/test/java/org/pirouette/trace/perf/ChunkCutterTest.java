package org.pirouette.trace.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.trace.Samples;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;

class ChunkCutterTest {
  private static final int COMM = 3;
  private static final int SAMPLE = 9;
  private static final int BUILD_ID = 67;

  @TempDir private Path folder;

  private ExitReport read(byte[] bytes) throws Exception {
    return ExitReports.of(Samples.write(folder, "perf.data", bytes), ExitOptions.ALL, read -> {});
  }

  /// `perf inject -b` writes records of 100 bytes.
  @Test
  void readsOnBehindRecordsThatAreNoWholeNumberOfWords() throws Exception {
    byte[] whole = Samples.bytes("perf-spin-apicv-off.data.gz");
    byte[] bytes = whole.clone();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = (int) file.getLong(40);
    int end = at + (int) file.getLong(48);
    int changed = 0;
    while (at < end) {
      int size = file.getShort(at + 6) & 0xffff;
      if (file.getInt(at) == COMM && size == 64) {
        file.putInt(at, BUILD_ID).putShort(at + 6, (short) 36);
        file.putInt(at + 36, BUILD_ID).putInt(at + 40, 0).putShort(at + 42, (short) 28);
        changed++;
      }
      at += size;
    }
    assertThat(changed).isGreaterThan(20);
    assertThat(read(bytes).total().reasons()).isEqualTo(read(whole).total().reasons());
    assertThat(read(bytes).recording().unreadable()).isZero();
  }

  @Test
  void saysSoWhenOlderSamplesFollowBehindTheLargestChunk() throws Exception {
    byte[] pipe = Samples.bytes("software-perf-kvm-a-pipe.data.gz");
    ByteBuffer file = ByteBuffer.wrap(pipe).order(ByteOrder.LITTLE_ENDIAN);
    int last = pipe.length;
    int size = 0;
    for (int at = 16; at < pipe.length; at += Math.max(8, size)) {
      size = file.getShort(at + 6) & 0xffff;
      if (file.getInt(at) == 66) {
        at += file.getInt(at + 8) + 7 & -8;
      }
      if (file.getInt(at) == SAMPLE) {
        last = at;
      }
    }
    byte[] sample = Arrays.copyOfRange(pipe, last, last + (file.getShort(last + 6) & 0xffff));
    int copies = (18 << 20) / sample.length;
    ByteBuffer longer =
        ByteBuffer.allocate(pipe.length + (copies + 10) * sample.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    longer.put(pipe);
    for (int i = 0; i < copies; i++) {
      longer.put(sample);
    }
    assertThat(read(Arrays.copyOf(longer.array(), longer.position())).recording().warnings())
        .isEmpty();
    int time = 32;
    ByteBuffer.wrap(sample)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(time, ByteBuffer.wrap(sample).order(ByteOrder.LITTLE_ENDIAN).getLong(time) - 1000);
    longer.put(sample);
    ExitReport report = read(Arrays.copyOf(longer.array(), longer.position()));

    assertThat(String.join(" ", report.recording().warnings())).contains("out of order");
  }
}
