package org.pirouette.report.prove;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.MutantHunt;
import org.pirouette.prove.Proof;
import org.pirouette.prove.explore.Exploration;
import org.pirouette.prove.explore.Run;
import org.pirouette.report.text.JsonDocument;

/// Proofs as JSON; docs/json/prove.md describes it.
public final class ProveJson {
  private ProveJson() {}

  /// Writes explorations of situations.
  ///
  /// @param texts the YAML text of each situation by name, so that a run can be replayed
  public static void proofs(JsonDocument json, List<Proof> proofs, Map<String, String> texts) {
    json.array("situations", proofs, (element, proof) -> proof(element, proof, texts));
  }

  private static void proof(JsonDocument json, Proof proof, Map<String, String> texts) {
    Exploration exploration = proof.exploration();
    json.field("architecture", proof.situation().architecture().key())
        .field("name", proof.situation().name())
        .field("title", proof.situation().title())
        .texts("arrows", proof.situation().arrows())
        .field("memoryModel", lower(proof.situation().memory()));
    mutant(json, proof.mutant());
    json.field("situationText", texts.getOrDefault(proof.situation().name(), ""))
        .field("verdict", lower(exploration.verdict()));
    String limit = exploration.limit();
    if (limit == null) {
      json.nothing("limit");
    } else {
      json.field("limit", limit);
    }
    coverage(json, proof, exploration);
    Exploration.Violation violation = exploration.violation();
    if (violation == null) {
      json.nothing("violation");
    } else {
      json.object("violation", element -> violation(element, violation));
    }
  }

  private static void mutant(JsonDocument json, @Nullable Mutant mutant) {
    if (mutant == null) {
      json.nothing("mutant");
    } else {
      json.field("mutant", mutant.name());
    }
  }

  private static void coverage(JsonDocument json, Proof proof, Exploration exploration) {
    json.field("states", exploration.states())
        .field("transitions", exploration.transitions())
        .field("depth", exploration.depth())
        .field("statesAtRest", exploration.restStates())
        .field("reduction", proof.bounds().reduction())
        .field("progressChecked", exploration.progress().checked())
        .texts("propertiesChecked", proof.checked())
        .texts("propertiesNotChecked", proof.unchecked())
        .field("collisionProbability", exploration.collisionProbability())
        .field("bitsPerState", exploration.stateBits())
        .field("tableBytes", exploration.tableBytes())
        .field("frontierBytes", exploration.frontierBytes())
        .field("threads", proof.bounds().threads())
        .field("seconds", exploration.time().toNanos() / 1e9)
        .texts("stepsTaken", exploration.stepsTaken());
  }

  private static void violation(JsonDocument json, Exploration.Violation violation) {
    json.field("property", violation.property())
        .field("meaning", violation.meaning())
        .field("length", violation.length());
    if (violation.limit() == null) {
      json.nothing("limit");
    } else {
      json.field("limit", violation.limit());
    }
    if (violation.run().loop() >= 0) {
      json.field("loopFrom", violation.run().loop());
    } else {
      json.nothing("loopFrom");
    }
    json.array("run", violation.run().steps(), ProveJson::step);
  }

  private static void step(JsonDocument json, Run.Taken taken) {
    json.field("agent", taken.agent())
        .field("agentName", taken.agentName())
        .field("alternative", taken.alternative())
        .field("step", taken.step())
        .field("choice", taken.choice())
        .field("source", taken.source())
        .array(
            "changes",
            taken.changes(),
            (element, change) ->
                element
                    .field("word", change.word().name())
                    .field("before", String.format("%#x", change.before()))
                    .field("after", String.format("%#x", change.after())));
  }

  /// Writes the table of mutants.
  public static void mutants(JsonDocument json, List<MutantHunt.Outcome> outcomes) {
    json.array(
        "mutants",
        outcomes,
        (element, outcome) -> {
          Mutant mutant = outcome.mutant();
          element
              .field("name", mutant.name())
              .field("commit", mutant.commit())
              .field("sentence", mutant.sentence())
              .field("step", mutant.step())
              .field("expected", lower(mutant.expected()))
              .field("asExpected", outcome.asExpected())
              .field("exhausted", outcome.exhausted())
              .field("situationsExplored", outcome.explored())
              .field("states", outcome.states())
              .field("seconds", outcome.nanoseconds() / 1e9);
          Proof found = outcome.found();
          Exploration.Violation violation = found == null ? null : found.exploration().violation();
          if (found == null || violation == null) {
            element.nothing("violation");
          } else {
            element.object(
                "violation",
                inner ->
                    inner
                        .field("situation", found.situation().name())
                        .field("memoryModel", lower(found.situation().memory()))
                        .field("property", violation.property())
                        .field("length", found.length()));
          }
        });
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
