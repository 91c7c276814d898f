package org.pirouette.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "exits",
    description = "Who exits, why, and what does it cost?",
    mixinStandardHelpOptions = true)
final class ExitsCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    throw new UserError("'exits' is not built yet.");
  }
}
