package org.pirouette.cli;

import java.util.Locale;
import org.pirouette.cli.situation.BuiltInSituations;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.Situation;
import org.pirouette.prove.rule.ProvenArchitecture;
import org.pirouette.prove.rule.Rule;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;

/// `prove --list`: what there is to explore, to check and to plant.
final class ProveListing {
  private ProveListing() {}

  static void print(ProvenArchitecture architecture, TextOutput out, boolean json) {
    if (json) {
      json(architecture);
      return;
    }
    out.headline("Situations");
    Table situations =
        Table.of(Column.left("name"), Column.left("sections").wrap(), Column.left("").wrap());
    for (Situation situation : new BuiltInSituations(architecture).all()) {
      situations.row(situation.name(), String.join(" ", situation.arrows()), situation.title());
    }
    out.table(situations);
    out.heading("Properties");
    Table properties = Table.of(Column.left("name"), Column.left("").wrap());
    for (Rule rule : architecture.rules()) {
      properties.row(rule.name(), rule.meaning());
    }
    out.table(properties);
    out.heading("Mutants");
    Table mutants =
        Table.of(Column.left("name"), Column.left("step").wrap(), Column.left("").wrap());
    for (Mutant mutant : architecture.mutants()) {
      mutants.row(mutant.name(), mutant.step(), mutant.sentence());
    }
    out.table(mutants);
  }

  private static void json(ProvenArchitecture architecture) {
    try (JsonDocument document = JsonDocument.open(System.out, "prove", 1)) {
      document.field("architecture", architecture.key());
      document.array(
          "situations",
          new BuiltInSituations(architecture).all(),
          (element, situation) ->
              element
                  .field("name", situation.name())
                  .field("title", situation.title())
                  .texts("arrows", situation.arrows())
                  .field("memoryModel", situation.memory().name().toLowerCase(Locale.ROOT))
                  .texts("mutants", situation.mutants()));
      document.array(
          "properties",
          architecture.rules(),
          (element, rule) -> element.field("name", rule.name()).field("meaning", rule.meaning()));
      document.array(
          "mutants",
          architecture.mutants(),
          (element, mutant) ->
              element
                  .field("name", mutant.name())
                  .field("commit", mutant.commit())
                  .field("step", mutant.step())
                  .field("sentence", mutant.sentence()));
    }
  }
}
