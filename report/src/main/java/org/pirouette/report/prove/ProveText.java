package org.pirouette.report.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Limits;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.MutantHunt;
import org.pirouette.prove.MutantHunt.Outcome;
import org.pirouette.prove.Proof;
import org.pirouette.prove.Situation;
import org.pirouette.prove.StateText;
import org.pirouette.prove.explore.Exploration;
import org.pirouette.prove.explore.Exploration.Verdict;
import org.pirouette.prove.explore.Exploration.Violation;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Units;

/// Proofs for people: the verdict first, then what was covered and what was not, then the run.
public final class ProveText {
  private static final String SAME_AT_REST =
      "as many at rest; of the others those that the reduction leaves out depend on which thread"
          + " comes first (--threads 1 or --no-reduction: the same numbers)";

  private final TextOutput out;

  public ProveText(TextOutput out) {
    this.out = out;
  }

  /// Prints one situation's proof in full.
  public void proof(Proof proof) {
    Exploration exploration = proof.exploration();
    out.headline(headline(proof));
    Violation violation = exploration.violation();
    if (violation != null) {
      out.text(violation.meaning());
      mutant(proof.mutant());
      chart(proof, violation);
    } else {
      mutant(proof.mutant());
    }
    covered(proof);
    if (violation == null) {
      notCovered(proof);
    }
  }

  private static String headline(Proof proof) {
    Exploration exploration = proof.exploration();
    String name = "'" + proof.situation().name() + "'";
    return switch (exploration.verdict()) {
      case CORRECT -> correct(proof, name);
      case VIOLATED -> {
        Violation violation = java.util.Objects.requireNonNull(exploration.violation());
        yield violation.property()
            + " is broken in "
            + name
            + " after "
            + proof.length()
            + " steps"
            + (proof.bounds().reduction() ? "." : ", and no shorter run breaks a property.");
      }
      case NOT_EXHAUSTED ->
          "Not exhausted: "
              + name
              + " ran out of "
              + exploration.limit()
              + "; no property is broken in the "
              + Units.count(exploration.states())
              + " states that were looked at.";
    };
  }

  private static String correct(Proof proof, String name) {
    String states = states(proof);
    if (proof.situation().properties().isEmpty()) {
      return "Correct within these bounds: no interrupt and no wakeup is lost in "
          + name
          + "; "
          + states
          + (proof.exploration().progress().checked()
              ? "every property."
              : "every property that is not about cycles.");
    }
    List<String> checked = proof.checked();
    return checked.isEmpty()
        ? "Nothing was checked in "
            + name
            + ": "
            + String.join(", ", proof.situation().properties())
            + " says nothing about this machine."
        : "Correct within these bounds as to "
            + String.join(", ", checked)
            + " alone: in "
            + name
            + " "
            + states
            + (checked.size() == 1 ? "it." : "them.");
  }

  /// How many states hold: all of them where that number is the same in each run, else those at
  /// rest.
  private static String states(Proof proof) {
    return sameEachRun(proof)
        ? "all " + Units.count(proof.exploration().states()) + " states hold "
        : "all states, the "
            + Units.count(proof.exploration().restStates())
            + " at rest among them, hold ";
  }

  /// Whether the number of distinct states does not depend on which thread comes first: a step that
  /// nobody notices is taken alone unless it leads to a known state.
  private static boolean sameEachRun(Proof proof) {
    return !proof.bounds().reduction() || proof.bounds().threads() == 1;
  }

  private void mutant(@Nullable Mutant mutant) {
    if (mutant != null) {
      out.text(
          "Mutant "
              + mutant.name()
              + " (step '"
              + mutant.step()
              + "', "
              + mutant.commit()
              + "): "
              + mutant.sentence());
    }
  }

  private void chart(Proof proof, Violation violation) {
    if (violation.limit() != null) {
      out.heading("The run");
      out.text(
          "Not shown: the search for it ran out of "
              + violation.limit()
              + ". It has "
              + violation.length()
              + " steps; with more, the same command prints it.");
      return;
    }
    String shortest = proof.bounds().reduction() ? "The run" : "The shortest run";
    out.heading(violation.run().loop() < 0 ? shortest : "A run that starves it");
    StateText words = StateText.of(proof.situation());
    new SequenceChart(out, words, violation.run()).print(violation.run());
  }

  private void covered(Proof proof) {
    Exploration exploration = proof.exploration();
    Situation situation = proof.situation();
    out.heading("Covered");
    Table table = Table.of(Column.left(""), Column.left("").wrap());
    table.row("situation", situation.title());
    table.row("sections", String.join(", ", situation.arrows()));
    table.row(
        "memory model",
        switch (situation.memory()) {
          case SC -> "sequential consistency";
          case TSO -> "x86-TSO: store buffers of 2 entries";
          case PSO -> "stores in any order: store buffers of 2 entries";
        });
    table.row(
        "states",
        Units.count(exploration.restStates())
            + " at rest, "
            + Units.count(exploration.states())
            + " distinct, "
            + Units.count(exploration.transitions())
            + " steps taken, "
            + exploration.depth()
            + " deep");
    if (exploration.verdict() == Verdict.CORRECT) {
      table.row("in each run", sameEachRun(proof) ? "the same numbers" : SAME_AT_REST);
    }
    table.row("properties", properties(proof));
    table.row("progress", progress(exploration));
    table.row("reduction", proof.bounds().reduction() ? "on" : "off");
    table.row(
        "speed",
        Units.rate(exploration.statesPerSecond())
            + " states on "
            + proof.bounds().threads()
            + " threads, "
            + Units.nanoseconds(exploration.time().toNanos()));
    table.row(
        "memory",
        String.format(
            Locale.ROOT,
            "fingerprints: %.1f bytes a state (of %d bits), frontier included",
            exploration.bytesPerState(),
            exploration.stateBits()));
    table.row(
        "collision",
        String.format(
            Locale.ROOT,
            "%.1e is the estimated probability that two states had one fingerprint",
            exploration.collisionProbability()));
    out.table(table);
  }

  private static String properties(Proof proof) {
    List<String> unchecked = proof.unchecked();
    String checked = String.join(", ", proof.checked());
    return (checked.isEmpty() ? "none" : checked)
        + (unchecked.isEmpty() ? "" : "; not checked: " + String.join(", ", unchecked));
  }

  private static String progress(Exploration exploration) {
    return exploration.progress().checked()
        ? "no fair cycle without delivery (all states and steps searched)"
        : "cycles not searched: " + exploration.progress().reason();
  }

  private void notCovered(Proof proof) {
    out.heading("Not covered");
    Limits limits = proof.situation().machine().limits();
    List<String> bounded = new ArrayList<>();
    List<String> excluded = new ArrayList<>();
    for (Limit limit : Limit.values()) {
      String name = limit.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      if (limits.of(limit) == 0) {
        excluded.add(name);
      } else {
        bounded.add(name + " " + limits.of(limit));
      }
    }
    out.item("-", "more than: " + String.join(", ", bounded));
    out.item("-", "at all: " + String.join(", ", excluded));
    if (proof.exploration().verdict() == Verdict.NOT_EXHAUSTED
        && proof.exploration().progress().limit() == null) {
      out.item("-", "states further than " + proof.exploration().depth() + " steps");
    }
  }

  /// Prints several situations as a table.
  public void proofs(List<Proof> proofs) {
    long broken = count(proofs, Verdict.VIOLATED);
    long open = count(proofs, Verdict.NOT_EXHAUSTED);
    String of = " of " + proofs.size() + " situations";
    out.headline(
        broken > 0
            ? "A property is broken in " + broken + of + "."
            : open > 0
                ? "Not exhausted: %d%s ran out of %s; no property is broken in what was looked at."
                    .formatted(open, of, limits(proofs))
                : "Correct within these bounds: no interrupt and no wakeup is lost in "
                    + proofs.size()
                    + " situations.");
    Table table =
        Table.of(
            Column.left("situation"),
            Column.left("memory"),
            Column.left("verdict"),
            Column.right("run"),
            Column.right("at rest"),
            Column.right("states"),
            Column.right("depth").orDrop(),
            Column.right("time"));
    for (Proof proof : proofs) {
      Exploration exploration = proof.exploration();
      Violation violation = exploration.violation();
      table.row(
          Cell.of(proof.situation().name()),
          Cell.of(proof.situation().memory().name().toLowerCase(Locale.ROOT)),
          switch (exploration.verdict()) {
            case CORRECT -> Cell.of(Style.GOOD, "correct");
            case VIOLATED ->
                Cell.of(Style.BAD, violation == null ? "broken" : violation.property() + " broken");
            case NOT_EXHAUSTED -> Cell.of(Style.WARNING, "not exhausted");
          },
          Cell.of(violation == null ? "" : Integer.toString(proof.length())),
          Cell.of(Units.count(exploration.restStates())),
          Cell.of(Units.count(exploration.states())),
          Cell.of(Integer.toString(exploration.depth())),
          Cell.of(Units.nanoseconds(exploration.time().toNanos())));
    }
    out.blank();
    out.table(table);
    if (proofs.stream().anyMatch(proof -> !sameEachRun(proof))) {
      out.note("In each run: " + SAME_AT_REST + ".");
    }
  }

  /// What searches ran out of, each once.
  private static String limits(List<Proof> proofs) {
    return proofs.stream()
        .map(proof -> proof.exploration().limit())
        .filter(Objects::nonNull)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static long count(List<Proof> proofs, Verdict verdict) {
    return proofs.stream().filter(p -> p.exploration().verdict() == verdict).count();
  }

  /// Prints the table of mutants.
  public void mutants(List<Outcome> outcomes) {
    List<String> unexpected =
        outcomes.stream().filter(o -> !o.asExpected()).map(o -> o.mutant().name()).toList();
    out.headline(
        unexpected.isEmpty()
            ? "All " + outcomes.size() + " mutants came out as expected."
            : "Not as expected: " + String.join(", ", unexpected) + ".");
    Table table =
        Table.of(
            Column.left("mutant"),
            Column.left("verdict"),
            Column.left("situation"),
            Column.right("run"),
            Column.right("states"),
            Column.right("time"),
            Column.left("kernel commit").truncate());
    for (Outcome outcome : outcomes) {
      table.row(
          Cell.of(outcome.mutant().name()),
          Cell.of(outcome.asExpected() ? Style.GOOD : Style.BAD, verdict(outcome)),
          Cell.of(situation(outcome)),
          Cell.of(outcome.found() == null ? "" : Integer.toString(outcome.found().length())),
          Cell.of(Units.count(outcome.states())),
          Cell.of(Units.nanoseconds(outcome.nanoseconds())),
          Cell.of(outcome.mutant().commit()));
    }
    out.blank();
    out.table(table);
  }

  private static String situation(MutantHunt.Outcome outcome) {
    Proof found = outcome.found();
    return found == null ? outcome.explored() + " explored" : found.situation().name();
  }

  private static String verdict(Outcome outcome) {
    Proof found = outcome.foundBeforeTime() != null ? outcome.foundBeforeTime() : outcome.found();
    if (found == null) {
      return outcome.exhausted() ? "equivalent" : "not exhausted";
    }
    Violation violation = found.exploration().violation();
    return (violation == null ? "" : violation.property())
        + switch (found.situation().memory()) {
          case SC -> "";
          case TSO -> " (TSO only)";
          case PSO -> " (stores in any order only)";
        };
  }
}
