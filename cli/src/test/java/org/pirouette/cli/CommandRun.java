package org.pirouette.cli;

/// The command, for tests of other packages.
public final class CommandRun {
  private CommandRun() {}

  /// What a run did.
  public record Result(int status, String out, String error) {}

  /// Runs it in this JVM.
  public static Result of(String... arguments) {
    Command.Outcome outcome = Command.run(arguments);
    return new Result(outcome.status(), outcome.out(), outcome.error());
  }
}
