package org.pirouette.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.compare.WatchedRun;
import org.pirouette.cli.compare.Workload;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.report.compare.Baseline;
import org.pirouette.report.compare.ComparisonJson;
import org.pirouette.report.compare.ComparisonText;
import org.pirouette.report.compare.CostText;
import org.pirouette.report.compare.Decision;
import org.pirouette.report.compare.DecisionText;
import org.pirouette.report.compare.Headline;
import org.pirouette.report.compare.ReproductionText;
import org.pirouette.report.compare.Statements;
import org.pirouette.report.compare.StatementsText;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Notice;
import org.pirouette.report.text.Progress;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Unit;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.scenario.BuiltInScenarios;
import org.pirouette.settings.scenario.ModeWords;
import org.pirouette.settings.scenario.ScenarioFile;
import org.pirouette.settings.yaml.Quantity;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.RunControl;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.format.EventFormats;
import org.pirouette.trace.input.InputName;
import org.pirouette.trace.input.RereadableInput;
import org.pirouette.trace.read.EventFormatReader;
import org.pirouette.workload.recording.RecordedWorkload;
import org.pirouette.workload.recording.RecordingWorkloads;
import org.pirouette.workload.replay.Replay;
import org.pirouette.workload.replay.Reproduction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    description = "What would posted interrupts change for my workload, in exits, CPU and latency?",
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
      "  pirouette compare                        the built-in scenario nvme-500k",
      "  pirouette compare idle-halt --costs skylake-server",
      "  pirouette scenarios --print nvme-500k > my.yaml; pirouette compare my.yaml",
      "  pirouette compare trace.txt              the workload recorded on a host",
      "  pirouette compare --vms 400 --hosts 20   the gain of a fleet",
      "  pirouette compare --host doctor.json     against what 'doctor --json' found",
      "  pirouette compare --duration 100ms --replications 10 --json > result.json",
      "",
      "A recording is made with 'trace-cmd record -e kvm' or 'perf record -a -e kvm:*'.",
      ""
    })
final class CompareCommand implements Callable<Integer> {
  private static final long RECORDED_HERTZ = 3_000_000_000L;
  private static final String SHOW_COSTS = "";

  /// A day: the ticks of the host alone make work for each second of it.
  private static final long LONGEST_NANOSECONDS = 86_400_000_000_000L;

  @Parameters(
      arity = "0..1",
      paramLabel = "WORKLOAD",
      completionCandidates = Words.Scenarios.class,
      description =
          "A scenario (YAML), a built-in one, or a recording (default: nvme-500k). '-' is standard"
              + " input.")
  private String workload = BuiltInScenarios.DEFAULT;

  @Option(
      names = "--costs",
      arity = "0..1",
      fallbackValue = SHOW_COSTS,
      paramLabel = "PROFILE",
      completionCandidates = Words.Profiles.class,
      description =
          "Use this cost profile (a built-in one or a YAML file), and show every figure with its"
              + " source. Without PROFILE: show those in use.")
  private @Nullable String costs;

  @Option(
      names = "--modes",
      split = ",",
      paramLabel = "MODE",
      completionCandidates = Words.Modes.class,
      description =
          "Delivery modes to compare, the first one is the baseline: emulated, apicv-same,"
              + " apicv-other, posted, poll. Default: those of the workload; baseline is the"
              + " recording's own, the host's (--host), or apicv-same.")
  private List<String> modes = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the random numbers; same seed, same output (default: 1).")
  private long seed;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "Simulated time of each run, such as 50ms (default: the scenario's).")
  private @Nullable String duration;

  @Option(
      names = "--replications",
      paramLabel = "N",
      description = "Runs with different seeds (default: the scenario's).")
  private @Nullable Integer replications;

  @Option(
      names = "--formats",
      paramLabel = "FILE",
      description = "Event formats for a cut perf.data, as with 'pirouette exits'.")
  private @Nullable Path formats;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "Processors to simulate on (default: all).")
  private @Nullable Integer cpus;

  @Option(names = "--json", description = "Print JSON for programs (docs/json/compare.md).")
  private boolean json;

  @Option(
      names = "--statements",
      description = "Say what this run says about the statements of the short description.")
  private boolean statements;

  @Mixin private ArchitectureOption host = new ArchitectureOption();

  @Mixin private DecisionOptions decisions = new DecisionOptions();

  @Mixin private Pager pager = new Pager();

  @Mixin private OutputOptions output = new OutputOptions();

  @Mixin private CompareFiles files = new CompareFiles();

  @Override
  public Integer call() throws UserError, IOException {
    checkNumbers();
    decisions.check();
    files.check(inputs());
    try (RereadableInput input =
        RereadableInput.of(Path.of(workload.equals("-") ? "/dev/stdin" : workload))) {
      return switch (Workload.find(input.path().toString(), host.wanted())) {
        case Workload.OfScenario(ScenarioFile file) -> scenario(file);
        case Workload.OfRecording(Path file) -> recording(file);
      };
    } catch (YamlProblem problem) {
      throw new UserError(String.valueOf(problem.getMessage()), problem);
    } catch (RecordingException problem) {
      throw new UserError(String.valueOf(problem.getMessage()), problem);
    } catch (NoSuchFileException missing) {
      throw new UserError("no file '" + missing.getFile() + "'.", missing);
    } catch (CancellationException stopped) {
      Notice.say("stopped");
      return ExitStatus.FAILED;
    }
  }

  private List<Path> inputs() {
    return Stream.of(
            Path.of(workload), costs == null ? null : Path.of(costs), formats, decisions.hostFile())
        .filter(Objects::nonNull)
        .toList();
  }

  private int scenario(ScenarioFile file) throws YamlProblem, UserError, IOException {
    CostProfile profile =
        CostProfiles.find(
            costs == null || costs.equals(SHOW_COSTS) ? file.costs() : costs,
            file.scenario().host().architecture());
    Scenario scenario = withModes(file.scenario());
    long nanoseconds = duration == null ? file.durationNanoseconds() : nanoseconds(duration);
    int runs = replications == null ? file.replications() : replications;
    RunControl control = new RunControl();
    RunOptions options = RunOptions.of(seed, nanoseconds).withControl(control);
    long total =
        (options.durationNanoseconds() + options.warmUpNanoseconds())
            * runs
            * scenario.modes().size();
    Comparison comparison =
        WatchedRun.run(
            output.terminal(),
            control,
            total,
            () -> Comparison.run(scenario, profile, options, runs, threads()));
    tell(comparison, Optional.empty(), options);
    return 0;
  }

  private RecordedWorkload workload(Path file) throws RecordingException, IOException {
    long size = Files.isRegularFile(file) ? Files.size(file) : 0;
    try (Progress progress =
        Progress.start(output.terminal(), "reading " + InputName.brief(file), Unit.BYTES, size)) {
      EventFormats borrowed = formats == null ? EventFormats.NONE : EventFormatReader.read(formats);
      return RecordingWorkloads.read(file, borrowed, RECORDED_HERTZ, progress::advance);
    }
  }

  private int recording(Path file) throws YamlProblem, UserError, RecordingException, IOException {
    if (duration != null || replications != null) {
      throw new UserError(
          "--duration and --replications are for scenarios; a recording is simulated once, for as"
              + " long as it lasts.");
    }
    if (host.wanted().isPresent()) {
      throw new UserError("--architecture is for scenarios; a recording says its own.");
    }
    RecordedWorkload recorded = workload(file);
    Architecture recordedOn = recorded.scenario().host().architecture();
    CostProfile base =
        CostProfiles.find(
            costs == null || costs.equals(SHOW_COSTS)
                ? CostProfiles.forRecordings(recordedOn)
                : costs,
            recordedOn);
    if (recorded.durationNanoseconds() > LONGEST_NANOSECONDS) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "Expected a recording of at most %,d s, found events %,d s apart in '%s'; if one of"
                  + " its times is damaged, cut it away ('perf script --time', 'trace-cmd split').",
              LONGEST_NANOSECONDS / 1_000_000_000,
              recorded.durationNanoseconds() / 1_000_000_000,
              InputName.of(file)));
    }
    List<DeliveryMode> wanted =
        modes.isEmpty() ? recorded.scenario().modes() : chosenModes(recordedOn);
    RunControl control = new RunControl();
    Replay.Result result =
        WatchedRun.run(
            output.terminal(),
            control,
            recorded.durationNanoseconds() * (wanted.size() + 1L),
            () -> Replay.run(recorded, base, wanted, seed, control, threads()));
    tell(
        result.comparison(),
        Optional.of(result.reproduction()),
        RunOptions.of(seed, recorded.durationNanoseconds()).withControl(control));
    return 0;
  }

  /// Files, then JSON or text.
  private void tell(Comparison comparison, Optional<Reproduction> recorded, RunOptions options)
      throws YamlProblem, UserError, IOException {
    Baseline baseline = decisions.baseline(comparison.modes(), recorded, !modes.isEmpty());
    files.write(output.terminal(), comparison, baseline, recorded, options);
    Optional<Decision> decision =
        decisions.decide(comparison, baseline, recorded, workload, options);
    if (json) {
      try (JsonDocument document =
          JsonDocument.open(System.out, "compare", ComparisonJson.VERSION)) {
        ComparisonJson.write(document, comparison, seed, Statements.of(comparison));
        recorded.ifPresent(it -> ReproductionText.write(document, it));
        decision.ifPresent(it -> DecisionText.write(document, it));
        if (costs != null) {
          ComparisonJson.costs(document, comparison);
        }
      }
      return;
    }
    pager.show(output.terminal(), out -> print(out, comparison, baseline, recorded, decision));
  }

  private void print(
      TextOutput out,
      Comparison comparison,
      Baseline baseline,
      Optional<Reproduction> recorded,
      Optional<Decision> decision) {
    String headline =
        recorded.map(ReproductionText::headline).orElseGet(() -> Headline.of(comparison, baseline));
    if (recorded.isPresent()) {
      ReproductionText.print(out, recorded.get());
      out.heading("Prediction");
    }
    if (recorded.map(it -> it.trusted() && it.inhibited().isEmpty()).orElse(true)) {
      ComparisonText.print(out, comparison, baseline);
    } else {
      ComparisonText.printTables(out, comparison, baseline);
    }
    if (statements) {
      StatementsText.print(out, Statements.of(comparison));
    }
    out.heading("Assumptions");
    recorded
        .map(Reproduction::assumptions)
        .orElse(comparison.scenario().host().architecture().caveats())
        .forEach(assumption -> out.item("-", assumption + "."));
    out.item("-", CostText.summary(comparison.costs()));
    if (costs != null) {
      CostText.print(out, comparison.costs());
    }
    decision.ifPresent(it -> DecisionText.print(out, it, headline));
  }

  private Scenario withModes(Scenario scenario) throws UserError {
    return modes.isEmpty()
        ? scenario
        : scenario.withModes(chosenModes(scenario.host().architecture()));
  }

  private List<DeliveryMode> chosenModes(Architecture architecture) throws UserError {
    try {
      return ModeWords.read(architecture, modes);
    } catch (YamlProblem problem) {
      throw new UserError("--modes: " + problem.getMessage(), problem);
    }
  }

  private void checkNumbers() throws UserError {
    check("--replications", replications, 1, 1_000);
    check("--cpus", cpus, 1, 1_024);
  }

  private static void check(String option, @Nullable Integer value, int least, int most)
      throws UserError {
    if (value != null && (value < least || value > most)) {
      throw new UserError(
          "%s must be from %,d to %,d, found %,d.".formatted(option, least, most, value));
    }
  }

  private static long nanoseconds(String text) throws UserError {
    try {
      long nanoseconds = Math.round(Quantity.TIME.read(text));
      if (nanoseconds < 1_000) {
        throw new UserError("--duration must be at least 1 us, found '" + text + "'.");
      }
      return nanoseconds;
    } catch (YamlProblem problem) {
      throw new UserError("--duration: " + problem.getMessage() + ".", problem);
    }
  }

  private int threads() {
    return cpus == null ? Runtime.getRuntime().availableProcessors() : cpus;
  }
}
