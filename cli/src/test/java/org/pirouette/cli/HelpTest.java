package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.cli.help.ManPage;
import picocli.AutoComplete;
import picocli.CommandLine;

/// Help, manual pages and completion of every command.
final class HelpTest {
  @TempDir private Path folder;

  private static Stream<CommandLine> commands() {
    CommandLine root = Main.commandLine();
    return Stream.concat(Stream.of(root), root.getSubcommands().values().stream());
  }

  @Test
  void helpFitsEightyColumnsAndGroupsOptions() {
    commands()
        .forEach(
            command -> {
              String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
              assertThat(help).contains("General:\n", "--help");
              assertThat(help.lines().filter(line -> line.length() > 80)).isEmpty();
            });
  }

  @Test
  void manPagesAreSoundRoff() throws IOException, InterruptedException {
    skipWithout("groff");
    for (CommandLine command : commands().toList()) {
      Path file = folder.resolve(ManPage.name(command) + ".1");
      Files.writeString(file, ManPage.of(command));
      assertThat(run("groff -man -Tascii -ww " + file + " 2>&1 >/dev/null"))
          .as(file.toString())
          .isEmpty();
      assertThat(run("groff -man -Tascii -P-c " + file).replaceAll(".\\x08", ""))
          .contains("NAME", "SYNOPSIS", command.getCommandSpec().qualifiedName("-"), "--help");
    }
  }

  @Test
  void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
    Path script = folder.resolve("completion.bash");
    Files.writeString(script, AutoComplete.bash("pirouette", Main.commandLine()));
    String complete =
        "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_pirouette; echo \"${COMPREPLY[@]}\"";
    assertThat(run(complete.formatted(script, "pirouette ex", 1))).contains("exits", "explain");
    assertThat(run(complete.formatted(script, "pirouette compare --he", 2))).contains("--help");
  }

  @Test
  void zshReadsTheScript() throws IOException, InterruptedException {
    skipWithout("zsh");
    Path script = folder.resolve("completion.zsh");
    Files.writeString(script, AutoComplete.bash("pirouette", Main.commandLine()));
    String load =
        "zsh -f -c 'autoload -U compinit; compinit -u -D; source %s; whence -w _complete_pirouette' 2>&1";
    assertThat(run(load.formatted(script)))
        .contains("_complete_pirouette: function")
        .doesNotContain("error");
  }

  private static void skipWithout(String program) throws IOException, InterruptedException {
    if (run("command -v " + program).isBlank()) {
      String skipped = "SKIPPED: " + program + " is not installed";
      System.out.println(skipped);
      Assumptions.abort(skipped);
    }
  }

  private static String run(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of("bash", "-c", command))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return text;
    }
  }
}
