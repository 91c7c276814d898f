package org.pirouette.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;

/// Damaged and hostile files: what is complete is read, the rest is told, nothing crashes or hangs.
class DamagedInputTest {
  @TempDir private Path folder;

  private ExitReport read(byte[] bytes) throws IOException, RecordingException {
    return ExitReports.of(Samples.write(folder, "damaged", bytes), ExitOptions.ALL, read -> {});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svm-perf-kvm-stat.data.gz",
        "software-perf-kvm-a-pipe.data.gz",
        "software-perf-kvm-a-zstd.data.gz",
        "svm-trace-cmd-v6.dat.gz",
        "svm-trace-cmd-v7.dat.gz"
      })
  void readsWhatIsCompleteOfATruncatedFile(String sample) throws Exception {
    byte[] whole = Samples.bytes(sample);
    for (int parts = 1; parts < 20; parts++) {
      byte[] part = Arrays.copyOf(whole, (int) ((long) whole.length * parts / 20));
      try {
        ExitReport report = read(part);
        assertThat(report.recording().warnings()).as(sample + " " + parts + "/20").isNotEmpty();
      } catch (RecordingException expected) {
        assertThat(expected.sentence()).isNotBlank();
      }
    }
  }

  @Test
  void keepsTheEventsOfATruncatedPipeRecording() throws Exception {
    byte[] whole = Samples.bytes("software-perf-kvm-a-pipe.data.gz");
    long all = read(whole).recording().events();
    ExitReport report = read(Arrays.copyOf(whole, whole.length * 3 / 4));

    assertThat(report.recording().events()).isBetween(all / 3, all - 1);
    assertThat(String.join(" ", report.recording().warnings())).contains("cut off");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -1, 1L << 40})
  void refusesHostileSizes(long hostile) {
    byte[] whole = Samples.bytes("svm-perf-kvm-stat.data.gz");
    for (int offset = 8; offset < 104; offset += 8) {
      byte[] bytes = whole.clone();
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(offset, hostile);
      try {
        assertThat(read(bytes).recording().events()).isLessThan(10_000);
      } catch (RecordingException | IOException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svm-perf-kvm-stat.data.gz",
        "software-perf-kvm-a-pipe.data.gz",
        "software-perf-kvm-a-zstd.data.gz",
        "svm-trace-cmd-v6.dat.gz",
        "svm-trace-cmd-v7.dat.gz",
        "ftrace-variant-fields.txt.gz"
      })
  void survivesRandomDamage(String sample) throws Exception {
    long seed = Long.getLong("pirouette.seed", System.nanoTime());
    System.out.println("DamagedInputTest " + sample + " -Dpirouette.seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] whole = Samples.bytes(sample);
    for (int round = 0; round < 15; round++) {
      byte[] bytes = whole.clone();
      for (int hit = 0; hit <= random.nextInt(8); hit++) {
        int at = random.nextInt(round % 2 == 0 ? Math.min(4096, bytes.length) : bytes.length);
        bytes[at] = (byte) random.nextInt(256);
      }
      try {
        read(bytes);
      } catch (RecordingException | IOException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svm-ftrace-real-hlt.txt.gz",
        "svm-trace-cmd-v6.dat.gz",
        "svm-perf-kvm-stat.report.txt.gz"
      })
  void readsWhatIsCompleteOfACutCompressedFile(String sample) throws Exception {
    byte[] whole = Samples.bytes(sample);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(whole);
    }
    byte[] cut = Arrays.copyOf(packed.toByteArray(), packed.size() * 9 / 10);
    ExitReport report = read(cut);

    assertThat(report.recording().events()).isBetween(1L, read(whole).recording().events());
    assertThat(String.join(" ", report.recording().warnings())).contains("compressed file");
    byte[] damaged = packed.toByteArray();
    Arrays.fill(damaged, 10, 200, (byte) 0x55);
    assertThatThrownBy(() -> read(damaged))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("damaged from the start");
  }

  @Test
  void readsANamedPipeOnce() throws Exception {
    byte[] text = Samples.bytes("svm-ftrace-real-hlt.txt.gz");
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    Thread writer = Thread.ofPlatform().start(() -> Samples.write(folder, "pipe", text));
    ExitReport report = ExitReports.of(pipe, ExitOptions.ALL, read -> {});
    writer.join();

    assertThat(report.total().exits()).isEqualTo(read(text).total().exits());
  }

  @Test
  void tellsOfLostEvents() throws Exception {
    ExitReport report = read(Samples.bytes("ftrace-trace_pipe-lost.txt.gz"));

    assertThat(report.recording().lost()).isEqualTo(19_877);
    assertThat(report.recording().confidence()).startsWith("low");
  }

  @Test
  void refusesWhatIsNoRecording() {
    assertThatThrownBy(() -> read("hello\nworld\n".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("Expected a recording")
        .hasMessageContaining("found a text without events");
    assertThatThrownBy(() -> read(new byte[100]))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("other binary data");
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("is empty");
    assertThatThrownBy(
            () -> ExitReports.of(folder.resolve("missing"), ExitOptions.ALL, bytes -> {}))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("There is no file");
  }
}
