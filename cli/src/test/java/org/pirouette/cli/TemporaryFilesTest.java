package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A command that copies its input to a temporary file is ended while it does: no file is left, and
/// none had a name while it ran.
@Timeout(60)
final class TemporaryFilesTest {
  private static final String PACKED =
      "../trace/src/test/resources/org/pirouette/trace/samples/perf-kvm-stat-hlt-apicv-on.data.gz";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "INT, compare -",
    "TERM, compare -",
    "KILL, compare -",
    "INT, exits /dev/stdin --from +1",
    "TERM, exits /dev/stdin --from +1",
    "KILL, exits /dev/stdin --from +1"
  })
  void leaveNothing(String signal, String words) throws Exception {
    List<String> options = List.of("-Djava.io.tmpdir=" + folder);
    Process process = Command.process(options, words.split(" ")).start();
    byte[] packed = Files.readAllBytes(Path.of(PACKED));
    try (OutputStream in = process.getOutputStream()) {
      in.write(packed, 0, packed.length / 2);
      in.flush();
      awaitCopy(process);
      assertThat(names()).isEmpty();
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(names()).isEmpty();
  }

  /// Until the process holds an open file in the folder, by its link in `/proc`.
  private void awaitCopy(Process process) throws Exception {
    Path descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
    String place = folder.toRealPath().toString();
    for (int look = 0; look < 1_000 && process.isAlive(); look++) {
      try (Stream<Path> open = Files.list(descriptors)) {
        for (Path descriptor : open.toList()) {
          String target =
              Files.isSymbolicLink(descriptor) ? Files.readSymbolicLink(descriptor).toString() : "";
          if (target.startsWith(place) && target.endsWith("(deleted)")) {
            return;
          }
        }
      } catch (java.io.IOException gone) {
        // a descriptor was closed while it was looked at
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no temporary file was made; " + Command.error(process));
  }

  private List<String> names() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("hsperf") && !name.startsWith("libzstd"))
          .toList();
    }
  }
}
