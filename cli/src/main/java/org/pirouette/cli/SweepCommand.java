package org.pirouette.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.compare.WatchedRun;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.fleet.sweep.Axis;
import org.pirouette.fleet.sweep.Sweep;
import org.pirouette.fleet.sweep.SweepFiles;
import org.pirouette.fleet.sweep.SweepOptions;
import org.pirouette.fleet.sweep.SweepPlan;
import org.pirouette.fleet.sweep.SweepPoint;
import org.pirouette.fleet.sweep.SweepText;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Notice;
import org.pirouette.settings.scenario.BuiltInScenarios;
import org.pirouette.settings.scenario.ScenarioTemplate;
import org.pirouette.settings.yaml.Quantity;
import org.pirouette.settings.yaml.TextFile;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.RunControl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sweep",
    description = "At which rates, costs and settings do posted interrupts pay?",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = ExitStatuses.HEADING,
    exitCodeList = {
      ExitStatuses.DONE,
      ExitStatuses.FAILED,
      ExitStatuses.WRONG,
      ExitStatuses.STOPPED,
      ExitStatuses.READER_GONE
    },
    footer = {
      "",
      "Examples:",
      "  pirouette sweep nvme-500k --over devices[0].maximum-rate=10k..1M:log9",
      "  pirouette sweep my.yaml --over costs=skylake-server,description \\",
      "      --over devices[0].queue-depth=1,4,16,64 --csv sweep.csv",
      ""
    })
final class SweepCommand implements Callable<Integer> {
  private static final int MOST_LINES = 40;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      description = "A scenario (YAML) or a built-in one (default: nvme-500k).")
  private String scenario = BuiltInScenarios.DEFAULT;

  @Option(
      names = "--over",
      required = true,
      paramLabel = "KEY=VALUES",
      description = {
        "Vary this value of the scenario: a list A,B,C or a range FROM..TO:logN or :linN. KEY is"
            + " its place, such as devices[0].maximum-rate, costs or modes. May be repeated."
      })
  private List<String> over = List.of();

  @Option(
      names = "--precision",
      paramLabel = "SHARE",
      description = "Add runs until the gain's interval is within this share of it, such as 2%%.")
  private @Nullable String precision;

  @Option(
      names = "--pays",
      paramLabel = "CORES",
      defaultValue = "0.01",
      description = "From this gain per VM on it pays (default: ${DEFAULT-VALUE} cores).")
  private double pays = 0.01;

  @Option(
      names = "--no-refine",
      negatable = false,
      description = "Add no points where it begins to pay.")
  private boolean plain;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "Simulated time of each run, such as 10ms (default: the scenario's).")
  private @Nullable String duration;

  @Option(
      names = "--replications",
      paramLabel = "N",
      description = "Runs with different seeds (default: the scenario's).")
  private @Nullable Integer replications;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the random numbers; same seed, same output (default: 1).")
  private long seed = 1;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "Processors to simulate on (default: all).")
  private @Nullable Integer cpus;

  @Option(names = "--json", description = "Print JSON for programs (docs/json/sweep.md).")
  private boolean json;

  @Option(names = "--csv", paramLabel = "FILE", description = "Write a line for each combination.")
  private @Nullable Path csv;

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws UserError, IOException {
    try {
      return sweep();
    } catch (YamlProblem problem) {
      throw new UserError(String.valueOf(problem.getMessage()), problem);
    } catch (CancellationException stopped) {
      Notice.say("stopped");
      return ExitStatus.FAILED;
    }
  }

  private int sweep() throws YamlProblem, UserError, IOException {
    checkNumbers();
    OutputFiles files = OutputFiles.besides(List.of(Path.of(scenario))).to(csv);
    ScenarioTemplate template = template();
    List<Axis> axes = new ArrayList<>();
    for (String each : over) {
      axes.add(axis(each));
    }
    SweepPlan plan = SweepPlan.of(template, axes);
    RunControl control = new RunControl();
    OptionalDouble share =
        precision == null ? OptionalDouble.empty() : OptionalDouble.of(share(precision));
    SweepOptions options = new SweepOptions(seed, share, pays, !plain, threads(), control);
    Sweep sweep = run(plan, options, total(plan));
    if (csv != null) {
      files.write(
          csv,
          out -> {
            PrintStream lines = new PrintStream(out, false, StandardCharsets.UTF_8);
            SweepFiles.csv(lines, sweep);
            lines.flush();
          });
    }
    if (json) {
      try (JsonDocument document = JsonDocument.open(System.out, "sweep", SweepFiles.VERSION)) {
        SweepFiles.json(document, sweep, seed, pays);
      }
    } else {
      SweepText.print(output.text(), sweep, pays, MOST_LINES);
    }
    return 0;
  }

  /// The run is watched as one that gives its result or its problem.
  private Sweep run(SweepPlan plan, SweepOptions options, long total) throws YamlProblem {
    List<YamlProblem> problems = new ArrayList<>();
    @Nullable Sweep sweep =
        WatchedRun.<@Nullable Sweep>run(
            output.terminal(),
            options.control(),
            total,
            () -> {
              try {
                return Sweep.run(plan, options, () -> {});
              } catch (YamlProblem problem) {
                problems.add(problem);
                return null;
              }
            });
    if (sweep == null) {
      throw problems.getFirst();
    }
    return sweep;
  }

  private static long total(SweepPlan plan) throws YamlProblem {
    long total = 0;
    for (SweepPoint point : plan.points()) {
      total += 2 * point.file().durationNanoseconds() * point.file().replications();
    }
    return total;
  }

  private ScenarioTemplate template() throws YamlProblem, UserError {
    ScenarioTemplate template;
    if (BuiltInScenarios.text(scenario).isPresent()) {
      template =
          ScenarioTemplate.of(scenario + ".yaml", BuiltInScenarios.text(scenario).orElseThrow());
    } else if (Files.exists(Path.of(scenario))) {
      template = ScenarioTemplate.of(scenario, TextFile.read(Path.of(scenario), "a scenario"));
    } else {
      throw new UserError(
          "no scenario and no file '%s'. Built-in scenarios: %s."
              .formatted(scenario, String.join(", ", BuiltInScenarios.names())));
    }
    if (duration != null) {
      template = template.with("duration", duration);
    }
    return replications == null
        ? template
        : template.with("replications", Integer.toString(replications));
  }

  private static Axis axis(String text) throws UserError {
    try {
      return Axis.of(text);
    } catch (YamlProblem problem) {
      throw new UserError("--over: " + problem.getMessage(), problem);
    }
  }

  private static double share(String text) throws UserError {
    try {
      double share = Quantity.SHARE.read(text);
      if (share > 0 && share < 1) {
        return share;
      }
      throw new YamlProblem("expected a share above 0 and below 100 %, found '" + text + "'");
    } catch (YamlProblem problem) {
      throw new UserError("--precision: " + problem.getMessage() + ".", problem);
    }
  }

  private void checkNumbers() throws UserError {
    if (!(pays >= 0 && pays <= 1_000)) {
      throw new UserError("--pays takes cores from 0 to 1000, found " + pays + ".");
    }
    if (replications != null && (replications < 1 || replications > 1_000)) {
      throw new UserError("--replications must be from 1 to 1,000, found " + replications + ".");
    }
    if (cpus != null && (cpus < 1 || cpus > 1_024)) {
      throw new UserError("--cpus must be from 1 to 1,024, found " + cpus + ".");
    }
  }

  private int threads() {
    return cpus == null ? Runtime.getRuntime().availableProcessors() : cpus;
  }
}
