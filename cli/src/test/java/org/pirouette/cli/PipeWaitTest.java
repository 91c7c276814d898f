package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A pipe that nobody opens: the command says that it waits, and Ctrl-C ends it.
@Timeout(120)
final class PipeWaitTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exits PIPE",
        "exits PIPE --from +1",
        "compare PIPE",
        "compare idle-halt --costs=PIPE",
        "prove PIPE",
        "doctor PIPE"
      })
  void isTold(String words) throws Exception {
    Path pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0, "no mkfifo here");
    Process process = Command.process(words.replace("PIPE", pipe.toString()).split(" ")).start();
    String told = process.errorReader().readLine();
    assertThat(told)
        .isEqualTo(
            "pirouette: waiting for another program to open '" + pipe + "'; Ctrl-C ends it.");
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor()).isEqualTo(130);
    assertThat(process.errorReader().readLine()).isNull();
  }
}
