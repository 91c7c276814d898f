package org.pirouette.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.report.compare.Baseline;
import org.pirouette.report.compare.Headline;
import org.pirouette.report.compare.ReproductionText;
import org.pirouette.report.compare.Sensitivity;
import org.pirouette.report.html.PageWriter;
import org.pirouette.report.page.ComparePage;
import org.pirouette.report.perfetto.PerfettoTrace;
import org.pirouette.report.text.Progress;
import org.pirouette.report.text.Terminal;
import org.pirouette.report.text.Unit;
import org.pirouette.report.timeline.SimulationTimeline;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.run.Simulation;
import org.pirouette.workload.replay.Reproduction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What `compare` writes into files: the page with plots, and the timeline of a run.
final class CompareFiles {
  private static final long TIMELINE_NANOSECONDS = 2_000_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page with plots: one HTML file that works from disk.")
  private @Nullable Path report;

  @Option(
      names = "--perfetto",
      paramLabel = "FILE",
      description =
          "Write the first 2 ms of each mode as a timeline for the Perfetto UI"
              + " (ui.perfetto.dev).")
  private @Nullable Path perfetto;

  private OutputFiles files = OutputFiles.besides(List.of());

  /// Writes the files that were asked for, which [#check] has seen.
  ///
  /// @param terminal where progress is shown
  /// @param baseline what the others are compared with
  /// @param reproduction how well a recording was reproduced, if the workload is one
  /// @param options of the comparison: seed, durations and control
  /// @throws UserError if a file cannot be written
  void write(
      Terminal terminal,
      Comparison comparison,
      Baseline baseline,
      Optional<Reproduction> reproduction,
      RunOptions options)
      throws UserError, IOException {
    if (report != null) {
      ComparePage page = page(terminal, comparison, baseline, reproduction, options);
      files.write(report, out -> PageWriter.write(page.page(), out));
    }
    if (perfetto != null) {
      files.write(perfetto, out -> timeline(comparison, options, out));
    }
  }

  /// Refuses files that cannot be written, before the work is done.
  ///
  /// @param inputs what the comparison reads
  /// @throws UserError if one of the files is an input
  void check(List<Path> inputs) throws UserError {
    files = OutputFiles.besides(inputs).to(report, perfetto);
  }

  private ComparePage page(
      Terminal terminal,
      Comparison comparison,
      Baseline baseline,
      Optional<Reproduction> reproduction,
      RunOptions options) {
    return new ComparePage(
        comparison,
        baseline,
        reproduction
            .map(ReproductionText::headline)
            .orElseGet(() -> Headline.of(comparison, baseline)),
        reproduction,
        sensitivity(terminal, comparison, baseline.mode(), options),
        "./pirouette " + String.join(" ", arguments()),
        options.seed());
  }

  private List<String> arguments() {
    return spec.commandLine().getParseResult().originalArgs().stream()
        .map(argument -> argument.contains(" ") ? "'" + argument + "'" : argument)
        .toList();
  }

  /// There is a curve if two modes can be compared: the first, and a direct one or else the last.
  private static Optional<Sensitivity> sensitivity(
      Terminal terminal, Comparison comparison, DeliveryMode baseline, RunOptions options) {
    List<DeliveryMode> modes = comparison.modes().stream().map(ModeSummary::mode).toList();
    DeliveryMode better =
        modes.stream()
            .filter(mode -> mode.role() == Role.DIRECT)
            .findFirst()
            .orElse(modes.getLast());
    if (baseline == better) {
      return Optional.empty();
    }
    int entries = Sensitivity.entries(comparison.scenario());
    try (Progress progress =
        Progress.start(terminal, "computing the curves", Unit.COUNT, entries)) {
      return Optional.of(
          Sensitivity.of(
              comparison.scenario(),
              comparison.costs(),
              baseline,
              better,
              options,
              () -> progress.advance(1)));
    }
  }

  private static void timeline(Comparison comparison, RunOptions options, OutputStream out)
      throws IOException {
    long duration = Math.min(TIMELINE_NANOSECONDS, options.durationNanoseconds());
    RunOptions run = RunOptions.of(options.seed(), duration).withWarmUp(0);
    try (PerfettoTrace trace = PerfettoTrace.create(out)) {
      for (ModeSummary summary : comparison.modes()) {
        DeliveryMode mode = summary.mode();
        Simulation.run(
            comparison.scenario(),
            mode,
            comparison.costs(),
            run.withObserver(
                SimulationTimeline.observer(trace, mode.key(), comparison.scenario())));
      }
    }
  }
}
