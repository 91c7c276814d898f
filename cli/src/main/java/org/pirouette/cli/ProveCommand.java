package org.pirouette.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "prove",
    description = "Can an interrupt or a wakeup ever be lost?",
    mixinStandardHelpOptions = true)
final class ProveCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    throw new UserError("'prove' is not built yet.");
  }
}
