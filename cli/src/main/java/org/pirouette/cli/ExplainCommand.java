package org.pirouette.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "explain",
    description = "Follows one interrupt, step by step.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    throw new UserError("'explain' is not built yet.");
  }
}
