package org.pirouette.cli;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.MutantHunt;
import org.pirouette.prove.rule.ProvenArchitecture;
import org.pirouette.report.prove.ProveJson;
import org.pirouette.report.prove.ProveText;
import org.pirouette.report.text.JsonDocument;

/// `prove --mutants`: plants each mutant in turn.
final class ProveMutants {
  private final ProvenArchitecture architecture;
  private final ProveRun run;
  private final OutputOptions output;
  private final boolean json;

  ProveMutants(ProvenArchitecture architecture, ProveRun run, OutputOptions output, boolean json) {
    this.architecture = architecture;
    this.run = run;
    this.output = output;
    this.json = json;
  }

  /// Prints the table.
  ///
  /// @return the exit status
  int table() {
    List<MutantHunt.Outcome> outcomes = new ArrayList<>();
    for (Mutant mutant : architecture.mutants()) {
      outcomes.add(run.outcome(mutant));
    }
    if (json) {
      try (JsonDocument document = JsonDocument.open(System.out, "prove", 1)) {
        ProveJson.mutants(document, outcomes);
      }
    } else {
      new ProveText(output.text()).mutants(outcomes);
    }
    return outcomes.stream().allMatch(MutantHunt.Outcome::asExpected) ? 0 : ExitStatus.FAILED;
  }
}
