package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// How the command meets somebody who does not know it yet.
final class MannersTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "comprae,unknown command 'comprae'; did you mean 'compare'?",
    "exit,unknown command 'exit'; did you mean 'exits'?",
    "compare --hlep,unknown option '--hlep'; did you mean '--help'?",
    "doctor --jsno=1,unknown option '--jsno'; did you mean '--json'?",
    "compare a b,unexpected argument 'b'.",
    "zzzzz,unknown command 'zzzzz'."
  })
  void aWrongWordIsToldWithTheNearestOne(String line, String sentence) {
    Command.Outcome outcome = Command.run(line.split(" ", -1));
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.error()).startsWith("pirouette: " + sentence + " See 'pirouette");
    assertThat(outcome.error().lines()).hasSize(1);
  }

  @Test
  void withoutACommandHelpIsShown() {
    Command.Outcome outcome = Command.run();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.out()).contains("Usage: pirouette", "compare", "doctor");
  }

  @Test
  void everyHelpListsItsStatuses() {
    CommandLine root = Main.commandLine();
    long looked =
        Stream.concat(Stream.of(root), root.getSubcommands().values().stream())
            .peek(
                command ->
                    assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF))
                        .as(command.getCommandName())
                        .containsPattern("(?m)^Exit status:$")
                        .containsPattern("(?m)^ +0 ")
                        .containsPattern("(?m)^ +2 ")
                        .containsPattern("(?m)^ +130 ")
                        .containsPattern("(?m)^ +141 "))
            .count();
    assertThat(looked).isGreaterThan(10);
  }

  @Test
  void helpFitsANarrowTerminalAndADumbOneGetsNoPaint() throws IOException, InterruptedException {
    ProcessBuilder help = Command.process("compare", "--help");
    help.environment().put("COLUMNS", "40");
    help.environment().put("TERM", "dumb");
    String text = output(help);
    assertThat(text).contains("--replications").doesNotContain("\u001b");
    assertThat(text.lines().filter(line -> line.length() > 40)).isEmpty();
  }

  @Test
  void tablesAndRulesFitANarrowTerminal() throws IOException, InterruptedException {
    ProcessBuilder compare =
        Command.process("compare", "nvme-500k", "--duration", "1ms", "--replications", "2");
    compare.environment().put("COLUMNS", "40");
    assertThat(output(compare).lines().filter(line -> line.length() > 40)).isEmpty();
  }

  @Test
  void aScenarioComesThroughAPipe() throws IOException, InterruptedException {
    ProcessBuilder compare =
        Command.process("compare", "-", "--duration", "1ms", "--replications", "1", "--json");
    Process process = compare.start();
    try (var in = process.outputWriter()) {
      in.write(Command.run("scenarios", "--print", "timer").out());
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Command.error(process)).isZero();
    assertThat(text).contains("\"scenario\" : \"timer\"");
  }

  private static String output(ProcessBuilder command) throws IOException, InterruptedException {
    Process process = command.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Command.error(process)).isZero();
    return text;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compare nvme-|nvme-500k nvme-qd1 nvme-arm",
        "compare --modes app|",
        "compare --modes apicv|apicv-same apicv-other",
        "compare --costs sky|skylake-server skylake-server-mitigated",
        "explain --case b|blocked below-priority",
        "explain --mode post|posted",
        "explain ti|timer",
        "scenarios --print ip|ipi",
        "prove pre|preemption-timer preempt-and-post",
        "prove --mutant m10|m10",
        "prove --property rest-d|rest-delivered",
        "prove --architecture int|intel"
      })
  void theShellCompletesTheWordsOfEachOption(String typed, @Nullable String completed)
      throws Exception {
    Path script =
        Files.writeString(folder.resolve("completion.sh"), Command.run("completion").out());
    String words = "pirouette " + typed;
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_pirouette; echo \"${COMPREPLY[*]}\""
                    .formatted(script, words, words.split(" ").length - 1))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String replies = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(replies.replaceAll("\\s+", " ").strip())
        .isEqualTo(completed == null ? "" : completed);
  }

  @Test
  void scenariosWithoutADeviceAreToldByTheirOwnInterrupt() {
    assertThat(Command.run("explain", "timer").out())
        .contains("The guest's own timer", "arm timer", "the guest's timer is due");
    assertThat(Command.run("explain", "ipi").out()).contains("vCPU 1 sends vCPU 0 vector");
  }
}
