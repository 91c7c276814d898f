package org.pirouette.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "doctor",
    description = "Are posted interrupts in use here, and if not, what stops them?",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    throw new UserError("'doctor' is not built yet.");
  }
}
