package org.pirouette.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.prove.Proof;
import org.pirouette.prove.ProvenArchitectures;
import org.pirouette.prove.explore.Exploration.Verdict;
import org.pirouette.prove.explore.MemoryModel;
import org.pirouette.report.text.JsonDocument;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "prove",
    description = {
      "Can an interrupt or a wakeup ever be lost? Explores every interleaving of the protocol's"
          + " steps in small situations, and shows the shortest run that breaks a property.",
      "Without arguments all built-in situations are explored."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = ExitStatuses.HEADING,
    exitCodeList = {
      "0:correct within the bounds (--mutants: all as expected)",
      "1:a property is broken (--mutants: some not as expected)",
      "2:wrong usage or input",
      "3:not exhausted: a bound ended the search before it found anything",
      ExitStatuses.STOPPED,
      ExitStatuses.READER_GONE
    })
final class ProveCommand implements Callable<Integer> {
  private static final int NOT_EXHAUSTED = 3;

  @Parameters(
      paramLabel = "SITUATION",
      completionCandidates = Words.Situations.class,
      description = "Built-in situations (see --list) or YAML files of your own.")
  private List<String> situations = new ArrayList<>();

  @ArgGroup private @Nullable Action action;

  @Option(
      names = "--architecture",
      paramLabel = "ARCHITECTURE",
      completionCandidates = Words.Proven.class,
      description = "Whose step programs to explore (default: intel).")
  private @Nullable String architecture;

  @Option(
      names = "--memory",
      paramLabel = "MODEL",
      description =
          "Memory model: ${COMPLETION-CANDIDATES}. SC: sequential consistency; TSO: x86 store"
              + " buffers. Default: what the situation says.")
  private @Nullable MemoryModel memory;

  @Option(
      names = "--property",
      paramLabel = "PROPERTY",
      completionCandidates = Words.Properties.class,
      description = "Check this property only; may be repeated (see --list).")
  private List<String> properties = new ArrayList<>();

  @Mixin private ProveBounds bounds = new ProveBounds();

  @Option(names = "--json", description = "Print JSON (docs/json/prove.md).")
  private boolean json;

  @Option(
      names = "--mermaid",
      paramLabel = "FILE",
      description = "Write the run to the violation as a Mermaid sequence diagram.")
  private @Nullable Path mermaid;

  @Option(
      names = "--perfetto",
      paramLabel = "FILE",
      description =
          "Write the run to the violation as a timeline for the Perfetto UI (ui.perfetto.dev).")
  private @Nullable Path perfetto;

  @Mixin private OutputOptions output = new OutputOptions();

  /// What to do instead of exploring situations as they are.
  static final class Action {
    @Option(names = "--list", description = "List situations, properties and mutants.")
    private boolean list;

    @Option(
        names = "--mutant",
        paramLabel = "MUTANT",
        completionCandidates = Words.Mutants.class,
        description =
            "Plant this mutant. Without SITUATION: in the situations that were made for it, then in"
                + " the others, until it is found.")
    private @Nullable String mutant;

    @Option(names = "--mutants", description = "Plant each mutant in turn and print the table.")
    private boolean mutants;

    @Option(
        names = "--replay",
        paramLabel = "FILE",
        description = "Step through the run in a file that --json wrote.")
    private @Nullable Path replay;
  }

  @Override
  public Integer call() throws Exception {
    Action asked = action == null ? new Action() : action;
    ProveInput input =
        new ProveInput(
            architecture == null
                ? ProvenArchitectures.usual()
                : ProveInput.architecture(architecture),
            memory,
            properties);
    if (asked.list) {
      ProveListing.print(input.architecture(), output.text(), json);
      return 0;
    }
    if (asked.replay != null) {
      return new ProveReplay(output.text()).replay(asked.replay);
    }
    OutputFiles files =
        OutputFiles.besides(situations.stream().map(Path::of).toList()).to(mermaid, perfetto);
    ProveRun run = new ProveRun(input.situations(situations), bounds.bounds(), output.terminal());
    if (asked.mutants) {
      return new ProveMutants(input.architecture(), run, output, json).table();
    }
    List<Proof> proofs =
        asked.mutant == null
            ? run.proofs()
            : run.hunt(input.mutant(asked.mutant), situations.isEmpty());
    if (mermaid != null) {
      ProveRun.writeMermaid(proofs, files, mermaid);
    }
    if (perfetto != null) {
      ProveRun.writePerfetto(proofs, files, perfetto);
    }
    print(proofs, input);
    return status(proofs);
  }

  private void print(List<Proof> proofs, ProveInput input) {
    if (json) {
      try (JsonDocument document = JsonDocument.open(System.out, "prove", 1)) {
        org.pirouette.report.prove.ProveJson.proofs(document, proofs, input.texts());
      }
      return;
    }
    var text = new org.pirouette.report.prove.ProveText(output.text());
    if (proofs.size() > 1) {
      text.proofs(proofs);
    }
    if (proofs.size() == 1) {
      text.proof(proofs.getFirst());
    } else {
      proofs.stream()
          .filter(proof -> proof.exploration().verdict() == Verdict.VIOLATED)
          .findFirst()
          .ifPresent(
              proof -> {
                output.text().blank();
                text.proof(proof);
              });
    }
  }

  private static int status(List<Proof> proofs) {
    if (proofs.stream().anyMatch(p -> p.exploration().verdict() == Verdict.VIOLATED)) {
      return ExitStatus.FAILED;
    }
    boolean open = proofs.stream().anyMatch(p -> p.exploration().verdict() != Verdict.CORRECT);
    return open ? NOT_EXHAUSTED : 0;
  }
}
