package org.pirouette.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pirouette.report.exits.ExitComparisonText;
import org.pirouette.report.exits.ExitCsv;
import org.pirouette.report.exits.ExitJson;
import org.pirouette.report.exits.ExitText;
import org.pirouette.report.exits.Prediction;
import org.pirouette.report.exits.PredictionCheck;
import org.pirouette.report.text.Progress;
import org.pirouette.report.text.Unit;
import org.pirouette.trace.RecordingException;
import org.pirouette.trace.RecordingReader;
import org.pirouette.trace.exits.ExitComparison;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;
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
      "Reads perf.data, trace.dat, the text of ftrace, perf script and trace-cmd report, and the"
          + " tables of perf kvm stat, perf stat, kvm_stat, kvmexit (bcc) and kvmexits.bt, also"
          + " compressed with gzip or zstd."
    },
    footer = {
      "",
      "Record with:",
      "  perf kvm stat record -a sleep 10",
      "  perf record -a -e 'kvm:*' sleep 10",
      "  trace-cmd record -e kvm sleep 10"
    },
    mixinStandardHelpOptions = true)
final class ExitsCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..2",
      paramLabel = "FILE",
      description =
          "A recording, or two to compare: before and after. '-' is standard input. One of two may"
              + " be a prediction of 'compare --json'.")
  private List<Path> files = List.of();

  @Option(names = "--json", description = "Print JSON (schema: docs/json/exits.md).")
  private boolean json;

  @Option(names = "--csv", description = "Print CSV: a line per vCPU and reason.")
  private boolean csv;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Leave out what comes before: seconds as the recording prints them, or +SECONDS after"
              + " its start.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Leave out what comes after.")
  private @Nullable String to;

  @Option(names = "--vcpu", paramLabel = "N", description = "Only this vCPU.")
  private int vcpu = -1;

  @Option(names = "--pid", paramLabel = "N", description = "Only this process or thread.")
  private int process = -1;

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
    try {
      return files.size() == 2 ? two(files.getFirst(), files.getLast()) : one(files.getFirst());
    } catch (RecordingException failure) {
      throw new UserError(failure.sentence(), failure);
    }
  }

  private int one(Path file) throws IOException, RecordingException, UserError {
    ExitReport report = read(file);
    outputFiles.write(List.of(file), List.of(report), "", output.terminal());
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
    if (csv || events) {
      throw new UserError(
          "Expected one recording with --csv or --events, found two; give them one by one.");
    }
    Optional<Prediction> prediction = prediction(first);
    Path recording = second;
    if (prediction.isEmpty()) {
      prediction = prediction(second);
      recording = first;
    }
    if (prediction.isPresent()) {
      PredictionCheck check = PredictionCheck.of(prediction.get(), read(recording));
      if (json) {
        ExitJson.write(System.out, check);
      } else {
        new ExitComparisonText(output.text()).print(check);
      }
    } else {
      ExitComparison comparison = ExitComparison.of(read(first), read(second));
      outputFiles.write(
          List.of(first, second),
          List.of(comparison.before(), comparison.after()),
          comparison.sentences().getFirst(),
          output.terminal());
      if (json) {
        ExitJson.write(System.out, comparison);
      } else {
        new ExitComparisonText(output.text()).print(comparison);
      }
    }
    return 0;
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
                + file
                + ", found other JSON; write one with 'pirouette compare --json RECORDING'.");
      }
      return prediction;
    } catch (JacksonException failure) {
      // A recording of ftrace may start with a brace, too: histograms do.
      return Optional.empty();
    }
  }

  private ExitReport read(Path file) throws IOException, RecordingException, UserError {
    ExitOptions options =
        new ExitOptions(
            time("--from", from, Long.MIN_VALUE, file),
            time("--to", to, Long.MAX_VALUE, file),
            vcpu,
            process,
            by != null,
            0);
    long size = Files.isRegularFile(file) ? Files.size(file) : -1;
    try (Progress progress =
        Progress.start(output.terminal(), "reading " + file.getFileName(), Unit.BYTES, size)) {
      return ExitReports.of(file, options, progress::advance);
    }
  }

  private static long time(String option, @Nullable String text, long otherwise, Path file)
      throws IOException, RecordingException, UserError {
    if (text == null) {
      return otherwise;
    }
    try {
      long nanoseconds =
          new BigDecimal(text).movePointRight(9).setScale(0, RoundingMode.HALF_UP).longValueExact();
      if (!text.startsWith("+")) {
        return nanoseconds;
      }
      if (file.toString().equals("-")) {
        throw new UserError(
            "Expected a file for a time after the start, found standard input; give "
                + option
                + " as the recording prints times.");
      }
      return RecordingReader.firstTime(file) + nanoseconds;
    } catch (ArithmeticException | NumberFormatException failure) {
      throw new UserError(
          "Expected seconds after "
              + option
              + " (1377662.5, or +1.5 for after the start), found '"
              + text
              + "'.",
          failure);
    }
  }
}
