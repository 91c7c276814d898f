package org.pirouette.cli.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.simulate.RunControl;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.workload.recording.RecordedWorkload;
import org.pirouette.workload.recording.RecordingWorkloads;
import org.pirouette.workload.replay.Replay;
import org.pirouette.workload.replay.Reproduction;
import org.pirouette.workload.replay.Trust;

/// Recordings with damaged bytes: simulated as far as they can be, never trusted where an event was
/// seen to be impossible, never endless.
class DamagedRecordingsTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("pirouette.root"))
          .resolve("cli/src/test/resources/org/pirouette/cli/hostile");

  static List<Path> mutated() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> found =
          files.filter(file -> file.toString().endsWith(".rec.gz")).sorted().toList();
      assertThat(found).hasSizeGreaterThan(10);
      return found;
    }
  }

  @ParameterizedTest
  @MethodSource("mutated")
  void isSimulatedAndNotTrustedWhereImpossible(Path file) throws Exception {
    RecordedWorkload workload = RecordingWorkloads.read(file, 3_000_000_000L);
    Reproduction reproduction =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(30),
            () ->
                Replay.run(
                        workload,
                        CostProfiles.find("skylake-server"),
                        List.of(),
                        1,
                        new RunControl(),
                        1)
                    .reproduction());
    if (workload.damagedEvents() > 0) {
      assertThat(reproduction.trust()).noneMatch(Trust::trusted);
    }
  }

  @Test
  void impossibleEventsAreSeen() throws Exception {
    int seen = 0;
    for (Path file : mutated()) {
      seen += RecordingWorkloads.read(file, 3_000_000_000L).damagedEvents() > 0 ? 1 : 0;
    }
    System.out.println("recordings with events seen to be damaged: " + seen);
    assertThat(seen).isPositive();
  }

  @Test
  void aJumpOfTheClockIsRefusedWithItsLength() {
    assertThatThrownBy(
            () -> RecordingWorkloads.read(FOLDER.resolve("compare-hang.data.gz"), 3_000_000_000L))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("4,123,389,820 s without any event");
  }
}
