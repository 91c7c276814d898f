package org.pirouette.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.compare.Workload;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.report.explain.Explainer;
import org.pirouette.report.explain.Situation;
import org.pirouette.report.explain.Story;
import org.pirouette.report.explain.StoryJson;
import org.pirouette.report.explain.StoryText;
import org.pirouette.report.explain.Subject;
import org.pirouette.report.html.PlayerPage;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.scenario.BuiltInScenarios;
import org.pirouette.settings.scenario.ScenarioFile;
import org.pirouette.settings.yaml.NearestWord;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.scenario.CostProfile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    description = {
      "Follows one interrupt through a delivery mode, step by step.",
      "",
      "The steps are those that 'prove' explores and 'compare' simulates."
    },
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
      "  pirouette explain                          posted, to a running vCPU",
      "  pirouette explain --case blocked           posted, to a sleeping vCPU",
      "  pirouette explain --mode emulated          without APICv",
      "  pirouette explain gicv4.1-doorbell         Arm: the vPE is not resident",
      "  pirouette explain --list                   all modes and cases at a glance",
      "  pirouette explain --html posted.html       all of them as a page to play with"
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      completionCandidates = Words.Scenarios.class,
      description =
          "The scenario whose first device (without one: IPI or timer), APIC mode and cost profile"
              + " are used (default: nvme-500k); or a story of Arm: a mode, '-' and resident,"
              + " doorbell, wfi, preempted, moving or unmapped.")
  private String scenario = BuiltInScenarios.DEFAULT;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      completionCandidates = Words.Delivered.class,
      description =
          "Delivery mode: emulated, apicv-same, apicv-other, posted (default: posted); Arm: gicv3,"
              + " gicv4.0, gicv4.1.")
  private @Nullable String mode;

  @Option(
      names = "--case",
      paramLabel = "CASE",
      completionCandidates = Words.Cases.class,
      description =
          "What the vCPU does when the interrupt comes: running, exited, preempted, blocked,"
              + " migrating, below-priority, inhibited, fault (default: running).")
  private String situation = Situation.RUNNING.key();

  @Option(names = "--list", description = "One line for each mode and case.")
  private boolean list;

  @Option(
      names = "--costs",
      paramLabel = "PROFILE",
      completionCandidates = Words.Profiles.class,
      description = "Use this cost profile: a built-in one or a YAML file.")
  private @Nullable String costs;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Write all modes and cases as an interactive page that opens at --mode and --case.")
  private @Nullable Path html;

  @Option(names = "--json", description = "Print JSON (schema: docs/json/explain.md).")
  private boolean json;

  @Option(
      names = "--verbose",
      description = "Show also the steps that only look and change nothing.")
  private boolean verbose;

  @Mixin private ArchitectureOption host = new ArchitectureOption();

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws UserError, IOException {
    openStory();
    ScenarioFile file = scenario();
    Architecture architecture = file.scenario().host().architecture();
    DeliveryMode chosenMode =
        mode == null
            ? architecture.mode(Role.DIRECT)
            : find(
                "a delivery mode",
                mode,
                architecture.modes().stream().filter(it -> !it.guestPolls()).toList());
    Situation chosen = find("a case", situation, List.of(Situation.values()));
    CostProfile profile = profile(file);
    Subject subject = Subject.of(file.scenario());
    if (list) {
      list(Explainer.all(subject, profile));
      return 0;
    }
    if (!Explainer.exists(subject, chosenMode, chosen)) {
      throw new UserError(
          "there is no case '%s' in mode '%s'; 'pirouette explain --list' shows what there is."
              .formatted(chosen, chosenMode));
    }
    Path page = html;
    if (page != null) {
      List<Story> stories = Explainer.all(subject, profile);
      String data = StoryJson.compact(stories, chosenMode, chosen);
      OutputFiles.besides(inputs()).to(page).write(page, out -> PlayerPage.write(data, out));
      return 0;
    }
    Story story = Explainer.tell(subject, chosenMode, chosen, profile);
    if (json) {
      try (JsonDocument document = JsonDocument.open(System.out, "explain", 1)) {
        StoryJson.write(document, List.of(story));
      }
    } else {
      new StoryText(output.text()).print(story, verbose);
    }
    return 0;
  }

  /// The argument may name a story: a delivery mode and what happens in it, `gicv4.1-doorbell`.
  private void openStory() {
    for (Architecture architecture : Architectures.all()) {
      for (DeliveryMode known : architecture.modes()) {
        String word =
            scenario.startsWith(known.key() + "-")
                ? scenario.substring(known.key().length() + 1)
                : "";
        String found = architecture.stories().get(word);
        if (found != null && BuiltInScenarios.find(scenario).isEmpty()) {
          mode = known.key();
          situation = found;
          scenario = firstOf(architecture);
          return;
        }
      }
    }
  }

  private static String firstOf(Architecture architecture) {
    return BuiltInScenarios.names().stream()
        .filter(
            name ->
                BuiltInScenarios.find(name)
                    .filter(file -> file.scenario().host().architecture() == architecture)
                    .isPresent())
        .findFirst()
        .orElse(BuiltInScenarios.DEFAULT);
  }

  /// A built-in name that is also a file's keeps that file safe, too.
  private List<Path> inputs() {
    return Stream.of(scenario, costs).filter(Objects::nonNull).map(Path::of).toList();
  }

  private ScenarioFile scenario() throws UserError, IOException {
    try {
      return switch (Workload.find(scenario, host.wanted())) {
        case Workload.OfScenario(ScenarioFile file) -> file;
        case Workload.OfRecording(Path file) ->
            throw new UserError(
                "expected a scenario, found the recording '%s'; 'pirouette exits' and 'pirouette compare' read recordings."
                    .formatted(file));
      };
    } catch (YamlProblem problem) {
      throw new UserError(String.valueOf(problem.getMessage()), problem);
    }
  }

  private CostProfile profile(ScenarioFile file) throws UserError {
    try {
      return CostProfiles.find(
          costs == null ? file.costs() : costs, file.scenario().host().architecture());
    } catch (YamlProblem problem) {
      throw new UserError(String.valueOf(problem.getMessage()), problem);
    }
  }

  private static <T> T find(String what, String word, List<T> values) throws UserError {
    for (T value : values) {
      if (value.toString().equalsIgnoreCase(word)) {
        return value;
      }
    }
    List<String> names = values.stream().map(Object::toString).toList();
    throw new UserError(
        "expected %s, found '%s'%s There are: %s."
            .formatted(
                what,
                word,
                NearestWord.of(word, names)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("."),
                String.join(", ", names)));
  }

  private void list(List<Story> stories) {
    Table table =
        Table.of(
            Column.left("mode"),
            Column.left("case"),
            Column.right("exits"),
            Column.right("steps"),
            Column.right("cycles"),
            Column.left("delivered"));
    DeliveryMode last = null;
    for (Story story : stories) {
      table.row(
          story.mode() == last ? "" : story.mode().key(),
          story.situation().key(),
          Units.count(story.exits()),
          Units.count(story.moments().size()),
          Units.count(story.cycles()),
          story.delivered() ? "yes" : "no");
      last = story.mode();
    }
    TextOutput text = output.text();
    text.headline("What one interrupt costs, by delivery mode and by what the vCPU does.");
    text.table(table);
  }
}
