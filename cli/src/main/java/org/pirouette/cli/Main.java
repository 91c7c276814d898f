package org.pirouette.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.cli.help.GroupedHelp;
import org.pirouette.cli.help.HelpLayout;
import org.pirouette.cli.help.WrongUsage;
import org.pirouette.report.text.ColorMode;
import org.pirouette.report.text.Notice;
import org.pirouette.report.text.OutputFailure;
import org.pirouette.report.text.StandardOutput;
import org.pirouette.report.text.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command `pirouette`. Exit statuses: 0 done, 1 the run failed or found what it looks for, 2
/// wrong usage or input, 141 the reader of standard output went away (as with any program that
/// SIGPIPE ends); a command documents its own further ones.
@Command(
    name = "pirouette",
    description = "Interrupt delivery to virtual machines: predict, measure, diagnose, prove.",
    mixinStandardHelpOptions = true,
    version = "pirouette 0.1.0",
    exitCodeListHeading = ExitStatuses.HEADING,
    exitCodeList = {
      "0:done",
      ExitStatuses.FAILED,
      ExitStatuses.WRONG,
      ExitStatuses.STOPPED,
      ExitStatuses.READER_GONE
    })
public final class Main implements Callable<Integer> {
  @Option(
      names = "--debug",
      description = "Show the stack trace of a failure.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  @Spec private CommandSpec spec = CommandSpec.create();

  /// A command below this one.
  ///
  /// @param name as its annotation says
  /// @param alone whether it can be run without its neighbours being known
  private record Below(String name, Class<?> type, boolean alone) {}

  private static final List<Below> COMMANDS =
      List.of(
          new Below("compare", CompareCommand.class, true),
          new Below("sweep", SweepCommand.class, true),
          new Below("exits", ExitsCommand.class, true),
          new Below("record", RecordCommand.class, true),
          new Below("doctor", DoctorCommand.class, true),
          new Below("prove", ProveCommand.class, true),
          new Below("explain", ExplainCommand.class, true),
          new Below("scenarios", ScenariosCommand.class, true),
          new Below("top", TopCommand.class, true),
          new Below("exporter", ExporterCommand.class, true),
          new Below("completion", CompletionCommand.class, false),
          new Below("man", ManCommand.class, false));

  private Main() {}

  /// Without a command: what there is.
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }

  /// Runs the command and ends the process with its exit status.
  public static void main(String[] arguments) {
    System.setOut(StandardOutput.checked());
    StartCache.removeIfRefused();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> Failures.tell(failure, false));
    System.exit(runToTheEnd(WorkingCopy.look(), arguments));
  }

  /// Runs the command and sees that all of its output arrived.
  static int runToTheEnd(String... arguments) {
    return runToTheEnd(() -> {}, arguments);
  }

  private static int runToTheEnd(Runnable first, String... arguments) {
    int status = run(first, arguments);
    try {
      System.out.flush();
      return status;
    } catch (OutputFailure failure) {
      return Failures.tell(failure, false);
    }
  }

  /// Runs the command.
  ///
  /// @return the exit status
  public static int run(String... arguments) {
    return run(() -> {}, arguments);
  }

  @SuppressWarnings("CatchingUnchecked") // also what only a bug throws ends in a sentence
  private static int run(Runnable first, String... arguments) {
    try (PipeWait _ = PipeWait.on(arguments)) {
      StringWriter help = new StringWriter();
      CommandLine commandLine = commandLine(needed(arguments));
      Terminal terminal = Terminal.detect(ColorMode.AUTO);
      HelpLayout.of(terminal).apply(commandLine);
      first.run();
      int status = commandLine.setOut(new PrintWriter(help)).execute(arguments);
      System.out.print(HelpLayout.of(terminal).fold(help.toString()));
      return status;
    } catch (Throwable failure) {
      return Failures.tell(failure, Arrays.asList(arguments).contains("--debug"));
    }
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
        .setExpandAtFiles(false) // a file may be called so
        .setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> Failures.tell(failure, main.debug));
  }

  private static int wrongUsage(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    Notice.say(WrongUsage.sentence(failure) + " See '" + name + " --help'.");
    return ExitStatus.WRONG_INPUT;
  }
}
