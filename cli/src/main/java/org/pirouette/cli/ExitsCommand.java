package org.pirouette.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.report.exits.ExitComparisonText;
import org.pirouette.report.exits.ExitCsv;
import org.pirouette.report.exits.ExitJson;
import org.pirouette.report.exits.ExitOverview;
import org.pirouette.report.exits.ExitText;
import org.pirouette.report.exits.Prediction;
import org.pirouette.report.exits.PredictionCheck;
import org.pirouette.report.text.Progress;
import org.pirouette.report.text.Unit;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitComparison;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;
import org.pirouette.trace.input.InputName;
import org.pirouette.trace.input.RereadableInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;

@Command(
    name = "exits",
    description = {
      "Who exits, why, and what does it cost?",
      "",
      "Reads perf.data, trace.dat, the text of ftrace, perf script, perf trace and trace-cmd"
          + " report, and the tables of perf kvm stat, perf stat, kvm_stat, kvmexit (bcc), bpftrace"
          + " and KVM's debugfs, also compressed with gzip or zstd, quoted, wrapped or cut."
    },
    footer = {
      "",
      "Record with:",
      "  perf kvm stat record -a sleep 10",
      "  perf record -a -e 'kvm:*' sleep 10",
      "  trace-cmd record -e kvm sleep 10"
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = ExitStatuses.HEADING,
    exitCodeList = {
      "0:done",
      ExitStatuses.FAILED,
      ExitStatuses.WRONG,
      ExitStatuses.STOPPED,
      ExitStatuses.READER_GONE
    })
final class ExitsCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "A recording, or two to compare: before and after. '-' is standard input. One of two may"
              + " be a prediction of 'compare --json'. More: a line for each.")
  private List<Path> files = List.of();

  @Option(names = "--json", description = "Print JSON (schema: docs/json/exits.md).")
  private boolean json;

  @Option(names = "--csv", description = "Print CSV: a line per vCPU and reason.")
  private boolean csv;

  @Mixin private ExitsSelection selection = new ExitsSelection();

  @Option(
      names = "--by",
      paramLabel = "second",
      description = "Add a time series: ${COMPLETION-CANDIDATES}.")
  private @Nullable Interval by;

  @Option(names = "--events", description = "List the events that the file holds.")
  private boolean events;

  @Mixin private OutputOptions output = new OutputOptions();

  @Mixin private ExitsFiles outputFiles = new ExitsFiles();

  /// Steps of a time series.
  enum Interval {
    SECOND
  }

  @Override
  public Integer call() throws Exception {
    checkOptions();
    outputFiles.check(selection.inputs(files));
    if (files.size() > 2) {
      return many();
    }
    try (RereadableInput first = opened(files.getFirst());
        RereadableInput second =
            files.size() == 2
                ? opened(files.getLast())
                : RereadableInput.asItIs(files.getFirst())) {
      return files.size() == 2 ? two(first.path(), second.path()) : one(first.path());
    } catch (RecordingException failure) {
      throw new UserError(failure.sentence(), failure);
    }
  }

  /// What is read once is read as it comes, however long it is.
  private RereadableInput opened(Path file) throws IOException, RecordingException {
    boolean again = files.size() == 2 || outputFiles.areWanted() || !selection.isAll();
    return again ? RereadableInput.of(file) : RereadableInput.asItIs(file);
  }

  private void checkOptions() throws UserError {
    if (Stream.of(json, csv, events).filter(it -> it).count() > 1) {
      throw new UserError("Expected one of --json, --csv and --events, found more; choose one.");
    }
    if (events && !selection.isAll()) {
      throw new UserError(
          "--events lists what the whole file holds; leave out --from, --to, --vcpu and --pid.");
    }
    if (files.size() > 1 && (csv || events || by != null)) {
      throw new UserError(
          "Expected one recording with --csv, --by or --events, found more; give them one by one.");
    }
    if (files.size() > 2 && outputFiles.areWanted()) {
      throw new UserError(
          "Expected one or two recordings with --report or --perfetto, found %d; give them one by one."
              .formatted(files.size()));
    }
  }

  /// Three and more: all are read, none is left out.
  private int many() throws IOException, RecordingException, UserError {
    if (files.stream().filter(file -> file.toString().equals("-")).count() > 1) {
      throw new UserError("Expected standard input once, found it more often; give files.");
    }
    List<ExitReport> reports = new ArrayList<>();
    for (Path file : files) {
      try (RereadableInput input = opened(file)) {
        reports.add(single(input.path()));
      } catch (RecordingException failure) {
        throw new UserError(failure.sentence(), failure);
      }
    }
    if (json) {
      ExitOverview.write(System.out, reports);
    } else {
      ExitOverview.print(output.text(), reports);
    }
    return 0;
  }

  /// A report of one table or trace, as comparing needs it.
  private ExitReport single(Path file) throws IOException, RecordingException, UserError {
    ExitReport report = read(file);
    if (report.isApart()) {
      throw new UserError(
          "Expected one table or trace in %s, found %d; choose one with --part N, or give this file alone."
              .formatted(file, report.parts().size()));
    }
    return report;
  }

  private int one(Path file) throws IOException, RecordingException, UserError {
    ExitReport report = outputFiles.areWanted() ? single(file) : read(file);
    write(List.of(file), List.of(report), "");
    if (json) {
      ExitJson.write(System.out, report);
    } else if (csv) {
      ExitCsv.write(System.out, report);
      System.out.flush();
    } else if (events) {
      new ExitText(output.text()).printEvents(report);
    } else {
      new ExitText(output.text()).print(report);
    }
    return 0;
  }

  private int two(Path first, Path second) throws IOException, RecordingException, UserError {
    if (first.toString().equals("-") && second.toString().equals("-")) {
      throw new UserError(
          "Expected standard input once, found it twice; give a file for one of the two.");
    }
    Optional<Prediction> prediction = prediction(first);
    Path recording = second;
    if (prediction.isEmpty()) {
      prediction = prediction(second);
      recording = first;
    }
    if (prediction.isPresent()) {
      ExitReport report = single(recording);
      PredictionCheck check = PredictionCheck.of(prediction.get(), report);
      write(List.of(recording), List.of(report), "");
      if (json) {
        ExitJson.write(System.out, check);
      } else {
        new ExitComparisonText(output.text()).print(check);
      }
    } else {
      ExitComparison comparison = ExitComparison.of(single(first), single(second));
      write(
          List.of(first, second),
          List.of(comparison.before(), comparison.after()),
          comparison.sentences().getFirst());
      if (json) {
        ExitJson.write(System.out, comparison);
      } else {
        new ExitComparisonText(output.text()).print(comparison);
      }
    }
    return 0;
  }

  private void write(List<Path> recordings, List<ExitReport> reports, String headline)
      throws UserError, IOException, RecordingException {
    if (outputFiles.areWanted()) {
      ExitOptions options = selection.of(recordings.getLast(), false);
      outputFiles.write(recordings, reports, options, headline, output.terminal());
    }
  }

  /// The prediction in a file; empty if the file is not JSON.
  private static Optional<Prediction> prediction(Path file) throws IOException, UserError {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(1);
      if (in.read() != '{') {
        return Optional.empty();
      }
      in.reset();
      Optional<Prediction> prediction = Prediction.read(in);
      if (prediction.isEmpty()) {
        throw new UserError(
            "Expected a prediction of 'compare --json' in "
                + InputName.of(file)
                + ", found other JSON; write one with 'pirouette compare --json RECORDING'.");
      }
      return prediction;
    } catch (JacksonException failure) {
      // A recording of ftrace may start with a brace, too: histograms do.
      return Optional.empty();
    }
  }

  private ExitReport read(Path file) throws IOException, RecordingException, UserError {
    ExitOptions options = selection.of(file, by != null);
    long size = Files.isRegularFile(file) ? Files.size(file) : -1;
    try (Progress progress =
        Progress.start(output.terminal(), "reading " + InputName.brief(file), Unit.BYTES, size)) {
      ExitReport report = selection.part(file, ExitReports.of(file, options, progress::advance));
      selection.check(file, report);
      return selection.named(report);
    }
  }
}
