package org.pirouette.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.prove.MutantHunt;
import org.pirouette.prove.Proof;
import org.pirouette.prove.Situation;
import org.pirouette.prove.StateText;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration.Violation;
import org.pirouette.report.prove.Mermaid;
import org.pirouette.report.text.Notice;
import org.pirouette.report.text.Progress;
import org.pirouette.report.text.Terminal;
import org.pirouette.report.text.Unit;
import org.pirouette.report.timeline.RunTimeline;

/// Explores situations with progress on the terminal.
final class ProveRun {
  private final List<Situation> situations;
  private final Bounds bounds;
  private final Terminal terminal;

  ProveRun(List<Situation> situations, Bounds bounds, Terminal terminal) {
    this.situations = situations;
    this.bounds = bounds;
    this.terminal = terminal;
  }

  /// Explores each situation.
  List<Proof> proofs() {
    List<Proof> proofs = new ArrayList<>();
    for (Situation situation : situations) {
      try (Progress progress = start(situation.name())) {
        proofs.add(Proof.of(situation, bounds, counter(progress)));
      }
    }
    return proofs;
  }

  /// Plants a mutant.
  ///
  /// @param untilFound whether to look for a situation that shows it; else in each situation
  List<Proof> hunt(Mutant mutant, boolean untilFound) {
    if (untilFound) {
      Proof found = outcome(mutant).found();
      if (found != null) {
        return List.of(found);
      }
    }
    List<Proof> proofs = new ArrayList<>();
    for (Situation situation : situations) {
      Situation mutated = situation.with(situation.machine().withMutant(mutant));
      try (Progress progress = start(mutant.name() + " in " + situation.name())) {
        proofs.add(Proof.of(mutated, bounds, counter(progress)));
      }
    }
    return proofs;
  }

  /// Looks for a mutant in the situations.
  MutantHunt.Outcome outcome(Mutant mutant) {
    try (Progress progress = start("mutant " + mutant.name())) {
      return new MutantHunt(situations, bounds).hunt(mutant, counter(progress));
    }
  }

  private Progress start(String task) {
    return Progress.start(terminal, task, Unit.COUNT, 0);
  }

  /// Turns totals, which start again with each search, into amounts.
  private static LongConsumer counter(Progress progress) {
    AtomicLong last = new AtomicLong();
    return total -> {
      long before = last.getAndSet(total);
      if (total > before) {
        progress.advance(total - before);
      }
    };
  }

  /// Writes the first violation as a Mermaid diagram.
  static void writeMermaid(List<Proof> proofs, OutputFiles files, Path file)
      throws UserError, IOException {
    for (Proof proof : proofs) {
      Violation violation = proof.exploration().violation();
      if (violation != null && violation.limit() == null) {
        StateText words = StateText.of(proof.situation());
        byte[] diagram = new Mermaid(words).of(violation).getBytes(StandardCharsets.UTF_8);
        files.write(file, out -> out.write(diagram));
        return;
      }
    }
    notWritten(proofs, file);
  }

  /// Writes the first run to a violation as a timeline.
  static void writePerfetto(List<Proof> proofs, OutputFiles files, Path file)
      throws UserError, IOException {
    for (Proof proof : proofs) {
      Violation violation = proof.exploration().violation();
      if (violation != null && violation.limit() == null) {
        files.write(file, out -> RunTimeline.write(violation, out));
        return;
      }
    }
    notWritten(proofs, file);
  }

  private static void notWritten(List<Proof> proofs, Path file) {
    boolean broken = proofs.stream().anyMatch(proof -> proof.exploration().violation() != null);
    Notice.say(
        (broken
                ? "the run to the violation was not found within the bounds"
                : "no property is broken")
            + ", so "
            + file
            + " is not written.");
  }
}
