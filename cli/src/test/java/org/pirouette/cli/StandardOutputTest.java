package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.report.text.StandardOutput;

/// What a command does when standard output takes no more.
@Timeout(60)
final class StandardOutputTest {
  private static final String SAMPLE =
      "../trace/src/test/resources/org/pirouette/trace/samples/perf-kvm-stat-hlt-apicv-on.data.gz";

  static List<String> commands() {
    return List.of(
        "--help",
        "--version",
        "exits " + SAMPLE,
        "exits --json " + SAMPLE,
        "exits --csv " + SAMPLE,
        "exits --events " + SAMPLE,
        "exits --json " + SAMPLE + " " + SAMPLE,
        "compare --duration 1ms --replications 1",
        "compare --json --duration 1ms --replications 1",
        "doctor --root .",
        "doctor --json --root .",
        "doctor --show --root .",
        "prove --list",
        "prove --list --json",
        "prove --mutant m1",
        "prove --mutant m1 --json",
        "explain",
        "explain --list",
        "explain --json",
        "scenarios",
        "scenarios --print nvme-500k",
        "record --help",
        "top --once",
        "exporter --once --interval 0.1 --doctor-interval 0",
        "sweep --over devices[0].queue-depth=1,2 --duration 1ms",
        "completion",
        "man compare");
  }

  @Test
  void everyCommandIsTried() {
    assertThat(commands().stream().map(words -> words.split(" ")[0]).collect(Collectors.toSet()))
        .containsAll(Main.commandLine().getSubcommands().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aFullDeviceIsToldAndEndsWithOne(String words) throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
    try (FileOutputStream full = new FileOutputStream("/dev/full")) {
      Command.Outcome outcome = Command.run(full, words.split(" "));
      assertThat(outcome.status()).as(outcome.error()).isEqualTo(ExitStatus.FAILED);
      assertThat(outcome.error())
          .startsWith("pirouette: cannot write to standard output")
          .hasLineCount(1);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void nobodyWhoReadsEndsItQuietly(String words) {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Command.Outcome outcome =
        Command.run(StandardOutput.checked(closed, false, () -> true), words.split(" "));
    assertThat(outcome.status()).as(outcome.error()).isEqualTo(Failures.READER_GONE);
    assertThat(outcome.error()).isEmpty();
  }

  @Test
  void aProcessOnAFullDeviceTellsIt() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
    Process process = Command.process("--help").redirectOutput(new File("/dev/full")).start();
    String error = Command.error(process);
    assertThat(process.waitFor()).as(error).isEqualTo(ExitStatus.FAILED);
    assertThat(error).startsWith("pirouette: cannot write to standard output").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"top --batch --interval 0.1", "top --json --interval 0.1", "man prove"})
  void aClosedPipeEndsQuietly(String words) throws IOException, InterruptedException {
    Process process = Command.process(words.split(" ")).start();
    process.getInputStream().close();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Command.error(process)).isEmpty();
    assertThat(process.exitValue()).isEqualTo(Failures.READER_GONE);
  }

  @Test
  void aResultForStandardOutputGoesThere() throws Exception {
    Process process = Command.process("explain", "--html", "/dev/stdout").start();
    String page =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(page.stripTrailing()).endsWith("</html>");
  }

  @Test
  void aDamagedCacheIsRemoved() throws Exception {
    Path cache = Files.writeString(Files.createTempFile("cache", ".aot"), "no cache");
    Process process =
        Command.process(
                List.of("-Xlog:disable", "-XX:AOTCache=" + cache, "-Dpirouette.cache=" + cache),
                "--version")
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.exists(cache)).isFalse();
  }
}
