package org.pirouette.cli;

import java.util.concurrent.Callable;
import org.pirouette.cli.help.ExitStatuses;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = "Prints the completion script for bash and zsh.",
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
      "  source <(pirouette completion)                       in this shell",
      "  pirouette completion > ~/.local/share/bash-completion/completions/pirouette",
      "",
      "In zsh, run 'autoload -U compinit && compinit' before, if your .zshrc does not."
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    System.out.print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
    return 0;
  }
}
