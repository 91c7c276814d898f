package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Inputs that once crashed, hung or took over the terminal: each ends with a result or a sentence.
@Timeout(60)
final class HostileInputTest {
  @TempDir private Path folder;

  /// A file of the test's resources, unpacked if it was packed to be small.
  private String input(String name) throws IOException {
    String plain = name.replaceFirst("\\.(yaml|json|rec)\\.gz$", ".$1");
    Path file = folder.resolve(plain);
    try (InputStream stored =
            Objects.requireNonNull(HostileInputTest.class.getResourceAsStream("hostile/" + name));
        InputStream in = plain.equals(name) ? stored : new GZIPInputStream(stored)) {
      Files.copy(in, file);
    }
    return file.toString();
  }

  private static void checkEnds(Command.Outcome outcome) {
    assertThat(outcome.error()).doesNotContain("bug in Pirouette").doesNotContain("\tat ");
    assertThat(outcome.out()).doesNotContain("\tat ");
    if (outcome.status() == ExitStatus.WRONG_INPUT) {
      assertThat(outcome.error()).startsWith("pirouette: ").hasLineCount(1);
    }
    for (String text : new String[] {outcome.out(), outcome.error()}) {
      assertThat(text.replaceAll("[\n\r\t]", "").codePoints())
          .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exits unread-esc.txt",
        "exits event-esc.txt",
        "exits event-esc.txt --events",
        "exits table-esc.txt",
        "exits perf-esc.data.gz --events",
        "exits perf-esc.data.gz",
        "exits reason-csv.txt",
        "compare esc.yaml --duration 1ms --replications 1",
        "prove sit.yaml",
        "prove --replay name.json",
        "exits p-esc3.json perf-esc.data.gz",
        "doctor --root esc.tar"
      })
  void theTerminalIsLeftAlone(String words) throws IOException {
    String[] arguments = words.split(" ");
    for (int i = 0; i < arguments.length; i++) {
      if (HostileInputTest.class.getResource("hostile/" + arguments[i]) != null) {
        arguments[i] = input(arguments[i]);
      }
    }
    checkEnds(Command.run(arguments));
    if (!words.startsWith("prove --replay")) {
      String[] json = java.util.Arrays.copyOf(arguments, arguments.length + 1);
      json[arguments.length] = "--json";
      if (!words.contains("--events")) {
        checkEnds(Command.run(json));
      }
    }
  }

  @Test
  void aFieldOfCsvIsNoFormula() throws IOException {
    for (String name : new String[] {"reason-csv.txt", "reason-csv2.txt"}) {
      Command.Outcome outcome = Command.run("exits", input(name), "--csv");
      assertThat(outcome.out().lines().skip(1))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).doesNotContainPattern("(^|,)\"?[=+@]"))
          .anySatisfy(line -> assertThat(line).containsPattern(",\"'[=@]"));
    }
  }

  @Test
  void anEightIsNoOctalNumber() throws IOException {
    Path file = folder.resolve("octal.yaml");
    String text = Command.run("scenarios", "--print", "nvme-500k").out();
    Files.writeString(file, text.replace("queues: 4", "queues: 08"), StandardCharsets.UTF_8);
    assertThat(Command.run("compare", file.toString(), "--duration", "10us").status()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"agent\" : 2 | \"agent\" : 4294967296 | small whole number",
        "\"agent\" : 2 | \"agent\" : -1 | small whole number",
        "\"memoryModel\" : \"sc\" | \"memoryModel\" : \"weak\" | memory models",
        "\"run\" : | \"ran\" : | under 'run'"
      })
  void aReplayThatWasChangedIsRefused(String from, String to, String told) throws IOException {
    String json = violation();
    assertThat(json).contains(from);
    Path file = Files.writeString(folder.resolve("run.json"), json.replace(from, to));
    Command.Outcome outcome = Command.run("prove", "--replay", file.toString());
    assertThat(outcome.status()).as(outcome.error()).isEqualTo(ExitStatus.WRONG_INPUT);
    assertThat(outcome.error()).contains(told).hasLineCount(1);
  }

  private static String violation() {
    Command.Outcome outcome = Command.run("prove", "--mutant", "m1", "--json");
    assertThat(outcome.out()).contains("\"violation\" : {");
    return outcome.out();
  }

  @Test
  void aBugIsOneSentence() {
    Command.Outcome outcome = Command.run("exits", "no\u0000file");
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.error()).hasLineCount(1).startsWith("pirouette: ");
  }
}
