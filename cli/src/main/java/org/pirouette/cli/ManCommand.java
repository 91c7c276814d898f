package org.pirouette.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.cli.help.ManPage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "man",
    description = "Prints a manual page, or writes all of them.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = ExitStatuses.HEADING,
    exitCodeList = {
      ExitStatuses.DONE,
      ExitStatuses.FAILED,
      ExitStatuses.WRONG,
      ExitStatuses.STOPPED,
      ExitStatuses.READER_GONE
    },
    footer = {
      "",
      "Examples:",
      "  pirouette man compare | man -l -                      read one",
      "  pirouette man --write ~/.local/share/man/man1         install all"
    })
final class ManCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "COMMAND",
      description = "The command to read about (default: pirouette itself).")
  private @Nullable String name;

  @Option(
      names = "--write",
      paramLabel = "FOLDER",
      description = "Write the pages of all commands into this folder.")
  private @Nullable Path folder;

  @Override
  public Integer call() throws UserError, IOException {
    CommandLine root = spec.root().commandLine();
    if (folder != null) {
      writeAll(root, folder);
      return 0;
    }
    CommandLine wanted = name == null ? root : root.getSubcommands().get(name);
    if (wanted == null) {
      throw new UserError(
          "expected a command, found '%s'; there are %s."
              .formatted(name, String.join(", ", root.getSubcommands().keySet())));
    }
    System.out.print(ManPage.of(Objects.requireNonNull(wanted)));
    return 0;
  }

  private static void writeAll(CommandLine root, Path folder) throws UserError, IOException {
    Files.createDirectories(folder);
    write(root, folder);
    for (CommandLine command : root.getSubcommands().values()) {
      write(command, folder);
    }
  }

  private static void write(CommandLine command, Path folder) throws UserError, IOException {
    Path file = folder.resolve(ManPage.name(command) + ".1");
    byte[] page = ManPage.of(command).getBytes(StandardCharsets.UTF_8);
    OutputFiles.besides(List.of()).to(file).write(file, out -> out.write(page));
  }
}
