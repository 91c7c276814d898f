package org.pirouette.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;

/// Inputs that once hung, overflowed the stack or the memory, or were silently read as nothing:
/// each ends soon, in a report or a sentence.
class HostileInputsTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("pirouette.root"))
          .resolve("trace/src/test/resources/org/pirouette/trace/hostile");

  @TempDir Path folder;

  static List<String[]> expectations() {
    return Samples.table("hostile.tsv");
  }

  @Test
  void eachFileHasAnExpectation() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted().toList())
          .hasSizeGreaterThan(30)
          .isEqualTo(expectations().stream().map(row -> row[0]).sorted().toList());
    }
  }

  @ParameterizedTest
  @MethodSource("expectations")
  void comesToWhatIsRight(String name, String exits, String told) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          ExitReport report;
          try {
            report = report(FOLDER.resolve(name));
          } catch (RecordingException sentence) {
            assertThat("refused").as(sentence.sentence()).isEqualTo(exits);
            assertThat(sentence.sentence()).contains(told);
            return;
          }
          assertThat(Long.toString(report.total().exits())).isEqualTo(exits);
          if (told.equals("-")) {
            assertThat(report.recording().warnings()).isEmpty();
          } else {
            assertThat(String.join(" ", report.recording().warnings())).contains(told);
          }
        });
  }

  @Test
  void aTableLongerThanTheBoundSaysSo() throws Exception {
    Path file = folder.resolve("big.txt");
    Files.writeString(
        file, "KVM_EXIT_REASON   COUNT\n" + ("HLT" + " ".repeat(35) + "1\n").repeat(1_730_000));
    ExitReport report = report(file);
    assertThat(report.recording().warnings()).anyMatch(warning -> warning.contains("64 MiB"));
  }

  private static ExitReport report(Path file) throws Exception {
    return ExitReports.of(file, ExitOptions.ALL, bytes -> {});
  }
}
