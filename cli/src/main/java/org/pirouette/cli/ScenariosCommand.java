package org.pirouette.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "scenarios",
    description = "Lists the built-in scenarios.",
    mixinStandardHelpOptions = true)
final class ScenariosCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    throw new UserError("'scenarios' is not built yet.");
  }
}
