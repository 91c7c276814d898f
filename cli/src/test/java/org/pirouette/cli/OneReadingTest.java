package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes through a pipe comes once, whatever the command reads it for: each command says of a
/// pipe what it says of the file.
@Timeout(120)
class OneReadingTest {
  @TempDir private Path folder;
  private Path file = Path.of("");
  private Path pipe = Path.of("");

  @BeforeEach
  void unpack() throws Exception {
    file = folder.resolve("recording.txt");
    pipe = folder.resolve("pipe");
    Path sample =
        Path.of(System.getProperty("pirouette.root"))
            .resolve("examples/recordings/spin-msi-apicv-off.ftrace.txt.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(sample))) {
      Files.copy(in, file);
    }
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0, "no mkfifo here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare FILE --json",
        "exits FILE --json",
        "exits FILE --csv",
        "exits FILE --from +0.0001 --csv",
        "exits FILE --from +0.0001 --json"
      })
  void aPipeSaysWhatTheFileSays(String words) throws Exception {
    Command.Outcome expected = Command.run(arguments(words, file));
    Command.Outcome found = throughPipe(words);
    assertThat(found.status()).as(found.error()).isEqualTo(expected.status()).isZero();
    List<String> lines = expected.out().lines().toList();
    List<String> others = found.out().lines().toList();
    assertThat(others).hasSameSizeAs(lines);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).contains("recording.txt") && !lines.get(i).contains("\"bytes\"")) {
        assertThat(others.get(i)).isEqualTo(lines.get(i));
      }
    }
  }

  @Test
  void aPipeGivesTheSameFiles() throws Exception {
    Path fromFile = folder.resolve("a.perfetto");
    Path fromPipe = folder.resolve("b.perfetto");
    Command.run(arguments("exits FILE --perfetto " + fromFile, file));
    Command.Outcome found = throughPipe("exits FILE --perfetto " + fromPipe);
    assertThat(found.status()).as(found.error()).isZero();
    assertThat(Files.size(fromPipe)).isEqualTo(Files.size(fromFile)).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "compare <(echo hello), the pipe given as <(...)",
    "exits <(echo hello), the pipe given as <(...)",
    "exits <(echo hello) --from +1, the pipe given as <(...)",
    "doctor <(echo hello), the pipe given as <(...)",
    "prove <(echo hello), the pipe given as <(...)",
    "compare <(echo 'vms: 3'), the pipe given as <(...)",
    "compare idle-halt --costs <(echo hello), the pipe given as <(...)",
    "compare - <<<hello, standard input",
    "exits - <<<hello, standard input",
    "exits /dev/stdin <<<hello, standard input"
  })
  void aPipeIsNamedInTheUsersWords(String words, String name) throws Exception {
    String java = String.join("' '", Command.process().command());
    Process process = new ProcessBuilder("bash", "-c", "exec '" + java + "' " + words).start();
    String error = Command.error(process);
    assertThat(process.waitFor()).as(error).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(error).contains(name).doesNotContain("/fd/").doesNotContain("bug").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare /dev/zero",
        "exits /dev/zero",
        "exits /dev/zero --from +1",
        "compare idle-halt --costs /dev/zero",
        "prove /dev/zero",
        "prove --replay /dev/zero",
        "explain /dev/zero"
      })
  void whatNeverEndsIsRefused(String words) {
    Command.Outcome outcome = Command.run(words.split(" "));
    assertThat(outcome.status()).as(outcome.error()).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(outcome.error()).contains("/dev/zero").hasLineCount(1);
  }

  @Test
  void theTableOfAnotherToolIsWrittenAsCsv() throws Exception {
    Path table = folder.resolve("table.txt");
    Files.writeString(table, "KVM_EXIT_REASON   COUNT\nHLT   12\nEPT_VIOLATION   7\n");
    Command.Outcome csv = Command.run("exits", table.toString(), "--csv");
    assertThat(csv.status()).as(csv.error()).isZero();
    assertThat(csv.out().lines()).hasSize(3);
    assertThat(csv.out()).contains(",HLT,12,").contains(",EPT_VIOLATION,7,");
  }

  private Command.Outcome throughPipe(String words) throws Exception {
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (OutputStream out = Files.newOutputStream(pipe)) {
                    Files.copy(file, out);
                  } catch (IOException closed) {
                    // the command ended before it had read all: its output tells
                  }
                });
    Command.Outcome outcome = Command.run(arguments(words, pipe));
    writer.join();
    return outcome;
  }

  private static String[] arguments(String words, Path input) {
    return words.replace("FILE", input.toString()).split(" ");
  }
}
