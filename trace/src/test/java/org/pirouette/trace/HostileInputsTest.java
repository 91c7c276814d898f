package org.pirouette.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  static List<Path> all() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> found = files.sorted().toList();
      assertThat(found).hasSizeGreaterThan(30);
      return found;
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void endsInAReportOrASentence(Path file) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          try {
            report(file);
          } catch (RecordingException sentence) {
            assertThat(sentence.getMessage()).isNotBlank();
          }
        });
  }

  @Test
  void samplesOfUnknownEventsAreNoEmptyRecording() {
    assertThatThrownBy(() -> report(FOLDER.resolve("perf-bad-id.data.gz")))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("1,031 places")
        .hasMessageContaining("no event of the file has");
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
