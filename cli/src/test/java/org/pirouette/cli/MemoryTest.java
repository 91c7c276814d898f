package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Too little memory ends a command with a sentence that says how to give it more.
@Timeout(120)
final class MemoryTest {
  private static final String RECORDING = "../examples/recordings/spin-msi-apicv-off.ftrace.txt.gz";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exits " + RECORDING + " --report target/memory.html",
        "compare " + RECORDING,
        "compare nvme-500k --duration 20ms"
      })
  void tooLittleMemoryIsTold(String words) throws Exception {
    Process process = Command.process(List.of("-Xmx7m"), words.split(" ")).start();
    process.getInputStream().readAllBytes();
    String error = Command.error(process);
    assertThat(process.waitFor()).as(error).isEqualTo(ExitStatus.FAILED);
    assertThat(error)
        .startsWith("pirouette: the 7 MiB of memory that Java may use are not enough")
        .contains("PIROUETTE_JAVA_OPTIONS")
        .hasLineCount(1);
  }

  @Test
  void proveTellsThatItRanOutOfMemory() throws Exception {
    Process process = Command.process(List.of("-Xmx7m"), "prove").start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Command.error(process)).isEqualTo(3);
    assertThat(output)
        .startsWith("Not exhausted")
        .containsPattern("Java\\s+heap\\s+of\\s+\\d+\\s+MiB");
  }

  /// Small files that claim to be large: within so little memory each is refused or read, where
  /// they once took 3.8 GB, 984 MB and 706 MB.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "exits v7-packed-1.9G.dat",
        "exits v7-packed-2.3G.dat",
        "exits v7-packed-beyond.dat",
        "exits v7-size64M.dat",
        "exits ../trace/src/test/resources/org/pirouette/trace/hostile/bomb-tracing.data.zst",
        "doctor --root bomb-content.tar.zst"
      })
  void whatASmallFileClaimsTakesNoMemory(String words) throws Exception {
    String[] command = words.split(" ");
    String name = command[command.length - 1];
    if (!name.contains("/")) {
      command[command.length - 1] = unpacked(name).toString();
    }
    Process process = Command.process(List.of("-Xmx48m"), command).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String error = Command.error(process);
    assertThat(process.waitFor()).as(out + error).isIn(0, ExitStatus.WRONG_INPUT);
    assertThat(error).doesNotContain("not enough").doesNotContain("bug in Pirouette");
  }

  private Path unpacked(String name) throws IOException {
    Path stored =
        name.endsWith(".dat")
            ? Path.of("src/test/resources/org/pirouette/cli/hostile", name + ".gz")
            : Path.of("../host/src/test/resources/org/pirouette/host/hostile", name + ".gz");
    Path file = folder.resolve(name);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(stored))) {
      Files.copy(in, file);
    }
    if (name.contains("packed")) {
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(3L << 30);
      }
    }
    return file;
  }
}
