package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pirouette.report.text.JsonTree;

class ProveCommandTest {
  private static final String LOSES_A_WAKEUP = "m10";

  @TempDir private Path directory;

  private record Printed(int status, String out, String error) {}

  private static Printed prove(String... arguments) {
    PrintStream out = System.out;
    PrintStream error = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    String[] all = new String[arguments.length + 1];
    all[0] = "prove";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int status = Main.run(all);
      return new Printed(
          status,
          printed.toString(StandardCharsets.UTF_8),
          complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(error);
    }
  }

  @Test
  void aCorrectSituationEndsWithZeroAndSaysWhatWasCovered() {
    Printed printed = prove("post-running");
    assertThat(printed.status()).isZero();
    assertThat(printed.out())
        .startsWith("Correct within these bounds")
        .contains("distinct", "memory model", "Not covered", "collision");
    assertThat(printed.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void theNumberThatIsPrintedFirstIsTheSameInEachRun() {
    String atRest = "the 8 at rest among them, hold every property";
    assertThat(plain(prove("two-devices", "--threads", "2").out())).contains(atRest);
    assertThat(plain(prove("two-devices", "--threads", "3").out()))
        .contains(atRest, "in each run as many at rest");
    assertThat(plain(prove("two-devices", "--no-reduction").out()))
        .contains("all 23,217 states hold", "8 at rest", "in each run the same numbers");
    assertThat(plain(prove("two-devices", "--threads", "1").out())).contains("8 at rest");
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ");
  }

  @Test
  void aMutantEndsWithOneAndShowsTheRun() {
    Printed printed = prove("block-and-post", "--mutant", LOSES_A_WAKEUP);
    assertThat(printed.status()).isEqualTo(1);
    assertThat(printed.out()).contains("is broken in 'block-and-post'", "The run");
    assertThat(printed.out()).contains("W3 cmpxchg NV := F1h", "[Linux ");
    assertThat(printed.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void whoRunsOutOfAnythingEndsWithThree() {
    Printed printed = prove("block-and-post", "--max-states", "1k");
    assertThat(printed.status()).isEqualTo(3);
    assertThat(printed.out()).startsWith("Not exhausted");
  }

  @Test
  void theSearchForCyclesKeepsTheBoundsToo() {
    Printed printed = prove("emulated", "--max-memory", "9MiB", "--property", "I16");
    assertThat(printed.status()).isEqualTo(3);
    assertThat(printed.out())
        .startsWith("Not exhausted")
        .contains("cycles not searched: it ran out of --max-memory 9 MiB");
  }

  @Test
  void aBrokenPropertyIsToldEvenIfItsRunIsNotFoundWithinTheBounds() {
    Printed printed = prove("block-and-post", "--mutant", LOSES_A_WAKEUP, "--max-memory", "9MiB");
    assertThat(printed.status()).isEqualTo(1);
    assertThat(printed.out()).contains("is broken in 'block-and-post' after", "ran out of");
  }

  @Test
  void whatWasAskedForIsWhatIsSaidToBeChecked() {
    Printed one = prove("post-running", "--property", "I6");
    assertThat(one.status()).isZero();
    assertThat(one.out())
        .startsWith("Correct within these bounds as to I6 alone")
        .contains("not checked: I1, I2");
  }

  @Test
  void anUnknownArchitectureIsRefusedWithTheList() {
    Printed printed = prove("--architecture", "vax");
    assertThat(printed.status()).isEqualTo(2);
    assertThat(printed.error()).contains("unknown architecture 'vax'", "intel");
  }

  @Test
  void aRunCanBeReplayedFromItsJson() throws IOException {
    Printed json = prove("block-and-post", "--mutant", LOSES_A_WAKEUP, "--json");
    assertThat(json.status()).isEqualTo(1);
    Path file = Files.writeString(directory.resolve("run.json"), json.out());
    Printed replayed = prove("--replay", file.toString());
    assertThat(replayed.status()).isEqualTo(1);
    assertThat(replayed.out()).contains("Replay of", "is broken:");
    Map<String, Object> root =
        JsonTree.read(new ByteArrayInputStream(json.out().getBytes(StandardCharsets.UTF_8)));
    Map<?, ?> situation = (Map<?, ?>) ((List<?>) root.get("situations")).getFirst();
    Map<?, ?> violation = (Map<?, ?>) situation.get("violation");
    assertThat(replayed.out())
        .contains("Replay of " + ((List<?>) violation.get("run")).size() + " steps");
  }

  @Test
  void aChangedRunIsNotReplayed() throws IOException {
    String json = prove("block-and-post", "--mutant", LOSES_A_WAKEUP, "--json").out();
    Path file = directory.resolve("run.json");
    Files.writeString(file, json.replaceFirst("\"agent\" *: *[0-9]+", "\"agent\": 3"));
    Printed replayed = prove("--replay", file.toString());
    assertThat(replayed.status()).isEqualTo(2);
    assertThat(replayed.error()).contains("step 1 is not possible");
  }

  @Test
  void aMermaidFileIsWritten() throws IOException {
    Path file = directory.resolve("run.mmd");
    prove("block-and-post", "--mutant", LOSES_A_WAKEUP, "--mermaid", file.toString());
    assertThat(Files.readString(file))
        .contains("sequenceDiagram", "participant", "as KVM thread 0");
  }

  @ParameterizedTest
  @CsvSource({
    "blok-and-post,unknown situation 'blok-and-post'; did you mean 'block-and-post'?",
    "nowhere.yaml,there is no such file",
  })
  void anUnknownSituationNamesTheNearest(String word, String sentence) {
    Printed printed = prove(word);
    assertThat(printed.status()).isEqualTo(2);
    assertThat(printed.out()).isEmpty();
    assertThat(printed.error()).contains(sentence).hasLineCount(1);
  }

  @Test
  void unknownMutantsAndPropertiesNameTheNearest() {
    Printed mutant = prove("--mutant", "m10x");
    assertThat(mutant.status()).isEqualTo(2);
    assertThat(mutant.error()).contains("unknown mutant 'm10x'; did you mean 'm10'?");
    Printed property = prove("--property", "rest-delivred");
    assertThat(property.status()).isEqualTo(2);
    assertThat(property.error()).contains("did you mean 'rest-delivered'?");
  }

  @Test
  void yamlMistakesHaveTheirPlace() throws IOException {
    Path file = directory.resolve("mine.yaml");
    Files.writeString(file, "processors: 1\nvcpus:\n  - {affinity: [0]}\nlimits: {raisse: 1}\n");
    Printed printed = prove(file.toString());
    assertThat(printed.status()).isEqualTo(2);
    assertThat(printed.error()).contains("mine.yaml:4:10", "raisse", "raises");
    Files.writeString(file, "vcpus: [");
    assertThat(prove(file.toString()).error()).contains("mine.yaml:1:", "not valid YAML");
    Files.writeString(file, "vcpus:\n  - {affinity: [0]}\ndevices:\n  - {vector: 0x5}\n");
    assertThat(prove(file.toString()).error()).contains("mine.yaml:4:", "16 to 255");
  }

  @Test
  void ownSituationsAreExplored() throws IOException {
    Path file = directory.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        title: mine
        vcpus:
          - affinity: [0]
        devices:
          - {vcpu: 0, vector: 65}
        limits: {raises: 1}
        """);
    assertThat(prove(file.toString(), "--memory", "tso").status()).isZero();
  }

  @Test
  void theListNamesEverything() {
    assertThat(prove("--list").out()).contains("block-and-post", "I16", "m14b");
    assertThat(prove("--list", "--json").out()).contains("\"properties\"");
  }
}
