package org.pirouette.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "compare",
    description = "What would posted interrupts change for my workload?",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    throw new UserError("'compare' is not built yet.");
  }
}
