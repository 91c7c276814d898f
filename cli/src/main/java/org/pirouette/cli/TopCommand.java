package org.pirouette.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "top",
    description = "Live table of exits and interrupts per vCPU.",
    mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    throw new UserError("'top' is not built yet.");
  }
}
