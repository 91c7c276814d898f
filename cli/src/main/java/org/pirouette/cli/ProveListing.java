package org.pirouette.cli;

import java.util.Locale;
import org.pirouette.cli.situation.BuiltInSituations;
import org.pirouette.protocol.intel.mutant.Mutants;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.Rule;
import org.pirouette.prove.Situation;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;

/// `prove --list`: what there is to explore, to check and to plant.
final class ProveListing {
  private ProveListing() {}

  static void print(TextOutput out, boolean json) {
    if (json) {
      json();
      return;
    }
    out.headline("Situations");
    Table situations =
        Table.of(Column.left("name"), Column.left("sections").wrap(), Column.left("").wrap());
    for (Situation situation : BuiltInSituations.all()) {
      situations.row(situation.name(), String.join(" ", situation.arrows()), situation.title());
    }
    out.table(situations);
    out.heading("Properties");
    Table properties = Table.of(Column.left("name"), Column.left("").wrap());
    for (String name : Rule.names()) {
      properties.row(name, Rule.named(name).map(Rule::meaning).orElse(""));
    }
    out.table(properties);
    out.heading("Mutants");
    Table mutants =
        Table.of(Column.left("name"), Column.left("step").wrap(), Column.left("").wrap());
    for (Mutant mutant : Mutants.all()) {
      mutants.row(mutant.name(), mutant.step(), mutant.sentence());
    }
    out.table(mutants);
  }

  private static void json() {
    try (JsonDocument document = JsonDocument.open(System.out, "prove", 1)) {
      document.array(
          "situations",
          BuiltInSituations.all(),
          (element, situation) ->
              element
                  .field("name", situation.name())
                  .field("title", situation.title())
                  .texts("arrows", situation.arrows())
                  .field("memoryModel", situation.memory().name().toLowerCase(Locale.ROOT))
                  .texts("mutants", situation.mutants()));
      document.array(
          "properties",
          Rule.names(),
          (element, name) ->
              element
                  .field("name", name)
                  .field("meaning", Rule.named(name).map(Rule::meaning).orElse("")));
      document.array(
          "mutants",
          Mutants.all(),
          (element, mutant) ->
              element
                  .field("name", mutant.name())
                  .field("commit", mutant.commit())
                  .field("step", mutant.step())
                  .field("sentence", mutant.sentence()));
    }
  }
}
