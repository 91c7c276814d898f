package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Too little memory ends a command with a sentence that says how to give it more.
@Timeout(120)
final class MemoryTest {
  private static final String RECORDING = "../examples/recordings/spin-msi-apicv-off.ftrace.txt.gz";

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
}
