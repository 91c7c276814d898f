package org.pirouette.cli;

import java.util.List;
import java.util.stream.Stream;
import org.pirouette.cli.help.GroupedHelp;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/// The command `pirouette`. Exit statuses: 0 done, 1 the run failed or found what it looks for, 2
/// wrong usage or input; a command documents its own further ones.
@Command(
    name = "pirouette",
    description = "Interrupt delivery to virtual machines: predict, measure, diagnose, prove.",
    mixinStandardHelpOptions = true,
    version = "pirouette 0.1.0")
public final class Main {
  /// The run failed, or found what it looks for.
  public static final int FAILED = 1;

  /// Wrong usage or wrong input.
  public static final int WRONG_INPUT = 2;

  @Option(
      names = "--debug",
      description = "Show the stack trace of a failure.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  /// A command below this one.
  ///
  /// @param name as its annotation says
  /// @param alone whether it can be run without its neighbours being known
  private record Below(String name, Class<?> type, boolean alone) {}

  private static final List<Below> COMMANDS =
      List.of(
          new Below("compare", CompareCommand.class, true),
          new Below("exits", ExitsCommand.class, true),
          new Below("doctor", DoctorCommand.class, true),
          new Below("prove", ProveCommand.class, true),
          new Below("explain", ExplainCommand.class, true),
          new Below("scenarios", ScenariosCommand.class, true),
          new Below("top", TopCommand.class, true),
          new Below("completion", CompletionCommand.class, false),
          new Below("man", ManCommand.class, false));

  private Main() {}

  /// Runs the command and ends the process with its exit status.
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs the command.
  ///
  /// @return the exit status
  public static int run(String... arguments) {
    return commandLine(needed(arguments)).execute(arguments);
  }

  /// The command with all commands below it.
  static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /// Of the commands, the one that is called: to look at the annotations of all of them takes a
  /// third of a short run's time.
  private static List<Below> needed(String... arguments) {
    return Stream.of(arguments)
        .filter(argument -> !argument.startsWith("-"))
        .findFirst()
        .flatMap(
            name ->
                COMMANDS.stream().filter(it -> it.alone() && it.name().equals(name)).findFirst())
        .map(List::of)
        .orElse(COMMANDS);
  }

  private static CommandLine commandLine(List<Below> commands) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    for (Below command : commands) {
      commandLine.addSubcommand(command.name(), command.type());
    }
    return GroupedHelp.install(commandLine)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler((failure, command, parsed) -> main.failed(failure));
  }

  private static int wrongUsage(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println("pirouette: " + sentence(failure) + " See '" + name + " --help'.");
    return WRONG_INPUT;
  }

  private int failed(Exception failure) {
    System.out.flush();
    System.err.println("pirouette: " + sentence(failure));
    if (debug) {
      failure.printStackTrace(System.err);
    }
    return failure instanceof UserError ? WRONG_INPUT : FAILED;
  }

  private static String sentence(Exception failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return "unexpected "
          + failure.getClass().getSimpleName()
          + "; run again with --debug for details.";
    }
    return message.endsWith(".") ? message : message + ".";
  }
}
