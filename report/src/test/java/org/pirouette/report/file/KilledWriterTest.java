package org.pirouette.report.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A writer is killed at each of twenty moments: the target holds the old content or the new one,
/// whole, and the next writer finds no part file.
@Timeout(60)
final class KilledWriterTest {
  private static final String OLD = "old content\n";

  /// The step that is its last one is under way when the writer is killed.
  private static final int COMMIT = SlowWriter.CHUNKS + 1;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void theTargetIsOldOrNew(int moment) throws IOException, InterruptedException {
    Path target = Files.writeString(folder.resolve("result.html"), OLD);
    // The last three moments are within the commit, at whatever point the system has come to.
    int steps = Math.min(moment, COMMIT + 1);
    Process writer = start(target);
    try (BufferedReader said = writer.inputReader(StandardCharsets.US_ASCII)) {
      for (int step = 0; step <= steps; step++) {
        assertThat(said.readLine()).as("step %d", step).isNotNull();
        if (step < steps || moment > COMMIT + 1) {
          writer.outputWriter().write('\n');
          writer.outputWriter().flush();
        }
      }
      kill(writer);
    }

    String content = Files.readString(target);
    if (moment <= COMMIT) {
      assertThat(content).isEqualTo(OLD);
    } else {
      assertThat(content).isIn(OLD, SlowWriter.content());
    }
    try (ResultFile next = ResultFile.open(folder.resolve("other.html"))) {
      next.stream().write('x');
      next.commit();
    }
    assertThat(names()).containsExactlyInAnyOrder("result.html", "other.html");
  }

  private static void kill(Process writer) throws InterruptedException {
    writer.destroyForcibly();
    assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private static Process start(Path target) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Objects.requireNonNull(System.getProperty("java.class.path")),
            SlowWriter.class.getName(),
            target.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
