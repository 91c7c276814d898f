package org.pirouette.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;
import org.pirouette.trace.format.EventFormats;
import org.pirouette.trace.read.EventFormatReader;

/// Recordings cut anywhere: the longer the piece, the more events, and always a word about it.
class CutRecordingTest {
  private static final int CUTS = 40;

  @TempDir private Path folder;

  private ExitReport read(byte[] bytes, ExitOptions options)
      throws IOException, RecordingException {
    return ExitReports.of(Samples.write(folder, "cut", bytes), options, read -> {});
  }

  private ExitReport read(byte[] bytes) throws IOException, RecordingException {
    return read(bytes, ExitOptions.ALL);
  }

  /// The share of a file from which events must be readable.
  @ParameterizedTest
  @CsvSource({
    "software-trace-cmd-v7-none.dat.gz, 0.35",
    "software-trace-cmd-v7-zstd.dat.gz, 0.7",
    "software-trace-cmd-v7-zlib.dat.gz, 0.5",
    "svm-trace-cmd-v7.dat.gz, 0.9",
    "software-trace-cmd-v6.dat.gz, 0.35",
    "software-trace-cmd-v6-instances.dat.gz, 0.35",
    "svm-trace-cmd-v6.dat.gz, 0.65",
    "software-perf-kvm-a-pipe.data.gz, 0.3",
    "software-perf-kvm-a-zstd.data.gz, 0.8",
  })
  void givesMoreEventsTheLongerThePieceIs(String sample, double readableFrom) throws Exception {
    byte[] whole = Samples.bytes(sample);
    long seed = Long.getLong("pirouette.seed", System.nanoTime());
    System.out.println("CutRecordingTest " + sample + " -Dpirouette.seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    TreeSet<Integer> cuts = new TreeSet<>();
    while (cuts.size() < CUTS) {
      cuts.add(random.nextInt(whole.length));
    }
    long before = 0;
    for (int cut : cuts) {
      long events = 0;
      try {
        RecordingReport report = new RecordingReport(read(Arrays.copyOf(whole, cut)));
        events = report.events();
        // A pipe that ends between two records looks like a whole one.
        assertThat(report.isWarned() || sample.contains("pipe"))
            .as("a warning at %d of %d", cut, whole.length)
            .isTrue();
      } catch (RecordingException nothing) {
        assertThat(nothing.sentence()).endsWith(".");
      }
      assertThat(events).as("events at %d of %d", cut, whole.length).isGreaterThanOrEqualTo(before);
      assertThat(events > 0 || cut < whole.length * readableFrom)
          .as("any events at %d of %d", cut, whole.length)
          .isTrue();
      before = events;
    }
    assertThat(read(whole).recording().events()).isGreaterThanOrEqualTo(before);
    assertThat(read(whole).recording().warnings()).isEmpty();
  }

  private record RecordingReport(ExitReport report) {
    long events() {
      return report.recording().events();
    }

    boolean isWarned() {
      return !report.recording().warnings().isEmpty();
    }
  }

  @Test
  void keepsDurationsOfATraceDatWithoutItsTable() throws Exception {
    byte[] whole = Samples.bytes("svm-trace-cmd-v7.dat.gz");
    ExitReport expected = read(whole);
    ExitReport report = read(Arrays.copyOf(whole, 0x7500));

    assertThat(report.total().exits()).isEqualTo(expected.total().exits());
    assertThat(report.total().handling()).isEqualTo(expected.total().handling());
    assertThat(report.recording().warnings())
        .anySatisfy(warning -> assertThat(warning).contains("without CPU numbers"));
  }

  /// What a host's crash leaves: the file's length, and zeros.
  @Test
  void readsATraceDatThatEndsInZeros() throws Exception {
    byte[] bytes = Samples.bytes("software-trace-cmd-v7-none.dat.gz");
    Arrays.fill(bytes, bytes.length - 40_000, bytes.length, (byte) 0);
    ExitReport report = read(bytes);

    assertThat(report.recording().events()).isBetween(4_000L, 5_295L);
    assertThat(report.recording().warnings()).isNotEmpty();
  }

  private byte[] cutPerfData() {
    byte[] whole = Samples.bytes("perf-spin-apicv-off.data.gz");
    return Arrays.copyOf(whole, 245_776);
  }

  private ExitOptions with(EventFormats formats) {
    return new ExitOptions(Long.MIN_VALUE, Long.MAX_VALUE, -1, -1, false, 0, formats);
  }

  @Test
  void saysWhereACutPerfDataGetsItsFormats() throws Exception {
    ExitReport report = read(cutPerfData());

    assertThat(report.total().exits()).isZero();
    assertThat(String.join(" ", report.recording().warnings())).contains("--formats");
  }

  @Test
  void borrowsFormatsFromAnotherRecordingOfTheKernel() throws Exception {
    Path other = Samples.file(folder, "perf-spin-apicv-on.data.gz");
    ExitReport expected = read(Samples.bytes("perf-spin-apicv-off.data.gz"));
    ExitReport report = read(cutPerfData(), with(EventFormatReader.read(other)));

    assertThat(report.total().exits()).isEqualTo(expected.total().exits());
    assertThat(report.total().handling()).isEqualTo(expected.total().handling());
    assertThat(report.recording().apicvInhibited()).isEqualTo("DISABLED");
    assertThat(String.join(" ", report.recording().warnings())).contains("same kernel");
  }

  @Test
  void readsWhatACrashedPerfLeft() throws Exception {
    byte[] crashed = cutPerfData();
    ByteBuffer.wrap(crashed).order(ByteOrder.LITTLE_ENDIAN).putLong(48, 0);
    Path other = Samples.file(folder, "perf-kvm-stat-spin-apicv-on.data.gz");
    ExitReport report = read(crashed, with(EventFormatReader.read(other)));

    assertThat(report.total().exits()).isEqualTo(446);
    assertThat(String.join(" ", report.recording().warnings())).contains("did not finish");
  }

  @Test
  void borrowsFormatsFromFolderAndText() throws Exception {
    String format =
        "name: kvm_exit\nID: 1635\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n"
            + "\tfield:unsigned int exit_reason;\toffset:8;\tsize:4;\tsigned:0;\n\nprint fmt: \"\"\n";
    Path event = Files.createDirectories(folder.resolve("tracing/events/kvm/kvm_exit"));
    Files.writeString(event.resolve("format"), format, StandardCharsets.UTF_8);
    Path text =
        Samples.write(folder, "formats.txt", ("## x\n" + format).getBytes(StandardCharsets.UTF_8));

    assertThat(EventFormatReader.read(folder.resolve("tracing")).table().get(1635)).isNotNull();
    assertThat(EventFormatReader.read(text).table().get(1635)).isNotNull();
  }

  @Test
  void refusesFormatsOfAnotherKernel() throws Exception {
    Path other = Samples.file(folder, "svm-perf-kvm-a.data.gz");
    EventFormats formats = EventFormatReader.read(other);

    assertThatThrownBy(() -> read(cutPerfData(), with(formats)))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("another kernel");
    Path text = Samples.file(folder, "ftrace-variant-fields.txt.gz");
    assertThatThrownBy(() -> EventFormatReader.read(text))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("Expected event formats");
  }
}
