package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// No command overwrites what it reads or loses what was there, whatever the file is called.
@Timeout(60)
final class OutputFilesTest {
  private static final Path SAMPLE =
      Path.of(
          "../trace/src/test/resources/org/pirouette/trace/samples/perf-kvm-stat-hlt-apicv-on.data.gz");

  @TempDir private Path folder;
  private Path recording;
  private Path scenario;
  private Path log;

  @BeforeEach
  void inputs() throws IOException {
    recording = Files.copy(SAMPLE, folder.resolve("recording.gz"));
    scenario = folder.resolve("scenario.yaml");
    Files.writeString(scenario, Command.run("scenarios", "--print", "idle-halt").out());
    log = Files.writeString(folder.resolve("dmesg"), "[    0.000000] Linux version 6.12.0\n");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void refuses(Path input, String... arguments) throws IOException {
    byte[] before = Files.readAllBytes(input);
    Command.Outcome outcome = Command.run(arguments);
    assertThat(outcome.status()).as(outcome.error()).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(outcome.error()).startsWith("pirouette: Expected ").hasLineCount(1);
    assertThat(Files.readAllBytes(input)).isEqualTo(before);
  }

  @Test
  void anInputIsNoOutput() throws IOException {
    String file = recording.toString();
    refuses(recording, "exits", file, "--report", file);
    refuses(recording, "exits", file, "--perfetto", file);
    refuses(recording, "compare", file, "--report", file);
    refuses(recording, "compare", file, "--perfetto", file);
    refuses(scenario, "compare", scenario.toString(), "--report", scenario.toString());
    refuses(log, "compare", "idle-halt", "--host", log.toString(), "--report", log.toString());
    refuses(scenario, "explain", scenario.toString(), "--html", scenario.toString());
    refuses(log, "prove", log.toString(), "--mermaid", log.toString());
    refuses(log, "prove", log.toString(), "--perfetto", log.toString());
    refuses(log, "doctor", log.toString(), "--collect", log.toString());
    refuses(log, "doctor", "--root", folder.toString(), "--collect", log.toString());
  }

  @Test
  void anInputUnderAnotherNameIsNoOutput() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), recording);
    Path hard = Files.createLink(folder.resolve("hard"), recording);
    String dotted = folder + "/./recording.gz";
    for (String other : List.of(link.toString(), hard.toString(), dotted)) {
      refuses(recording, "exits", recording.toString(), "--report", other);
      refuses(recording, "exits", other, "--report", recording.toString());
    }
    refuses(
        recording,
        "exits",
        log.toString(),
        "--formats",
        recording.toString(),
        "--report",
        hard.toString());
  }

  @Test
  void twoResultsAreTwoFiles() throws IOException {
    String file = folder.resolve("result").toString();
    refuses(recording, "exits", recording.toString(), "--report", file, "--perfetto", file);
  }

  @Test
  void aFailedRunLeavesTheOldFileAndNothingElse() throws IOException {
    Path result = Files.writeString(folder.resolve("result"), "precious");
    Path damaged = Files.write(folder.resolve("damaged"), new byte[] {1, 2, 3});
    List<String> before = names();
    for (String option : List.of("--perfetto", "--report")) {
      Command.Outcome outcome = Command.run("exits", damaged.toString(), option, result.toString());
      assertThat(outcome.status()).isEqualTo(ExitStatus.WRONG_INPUT);
    }
    assertThat(result).hasContent("precious");
    assertThat(names()).isEqualTo(before);
  }

  @Test
  void aDeviceStays() {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full), "no /dev/full here");
    for (String option : List.of("--perfetto", "--report")) {
      Command.Outcome outcome = Command.run("exits", recording.toString(), option, "/dev/full");
      assertThat(outcome.status()).as(outcome.error()).isEqualTo(ExitStatus.WRONG_INPUT);
      assertThat(outcome.error()).contains("cannot write '/dev/full'");
      assertThat(Files.exists(full)).isTrue();
    }
  }

  @Test
  void resultsAreWhole() throws IOException {
    Path page = folder.resolve("page.html");
    Path timeline = folder.resolve("timeline");
    Command.Outcome outcome =
        Command.run(
            "exits",
            recording.toString(),
            "--report",
            page.toString(),
            "--perfetto",
            timeline.toString());
    assertThat(outcome.status()).as(outcome.error()).isZero();
    assertThat(Files.readString(page).stripTrailing()).endsWith("</html>");
    assertThat(Files.size(timeline)).isPositive();
    assertThat(names())
        .containsExactly("dmesg", "page.html", "recording.gz", "scenario.yaml", "timeline");
  }
}
