package org.pirouette.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.report.html.Page;
import org.pirouette.report.html.PageWriter;
import org.pirouette.report.page.ExitsPage;
import org.pirouette.report.text.Progress;
import org.pirouette.report.text.Terminal;
import org.pirouette.report.text.Unit;
import org.pirouette.report.timeline.RecordingTimeline;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import picocli.CommandLine.Option;

/// What `exits` writes into files: the page with plots, and the recording as a timeline.
final class ExitsFiles {
  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page with plots: one HTML file that works from disk.")
  private @Nullable Path report;

  @Option(
      names = "--perfetto",
      paramLabel = "FILE",
      description =
          "Write what is selected of the (last) recording as a timeline for the Perfetto UI (ui.perfetto.dev).")
  private @Nullable Path perfetto;

  private OutputFiles files = OutputFiles.besides(List.of());

  /// Whether any file was asked for.
  boolean areWanted() {
    return report != null || perfetto != null;
  }

  /// Writes the files that were asked for, which [#check] has seen.
  ///
  /// @param recordings one, or before and after; each is read again
  /// @param reports their accounts
  /// @param options what part of the last recording was accounted
  /// @param headline the sentence to remember; empty for the last recording's own
  /// @param terminal where progress is shown
  /// @throws UserError if a file cannot be written, or standard input would have to be read twice
  void write(
      List<Path> recordings,
      List<ExitReport> reports,
      ExitOptions options,
      String headline,
      Terminal terminal)
      throws UserError, IOException, RecordingException {
    for (Path recording : recordings) {
      if (recording.toString().equals("-")) {
        throw new UserError(
            "--report and --perfetto read the recording twice, which standard input does not allow; give a file.");
      }
    }
    if (report != null) {
      writeReport(recordings, reports, options, headline, terminal, report);
    }
    if (perfetto != null) {
      writeTimeline(recordings.getLast(), reports.getLast(), options, terminal, perfetto);
    }
  }

  /// Refuses files that cannot be written, before the work is done.
  ///
  /// @param inputs what the command reads
  /// @throws UserError if one of the files is an input
  void check(List<Path> inputs) throws UserError {
    files = OutputFiles.besides(inputs).to(report, perfetto);
  }

  private void writeReport(
      List<Path> recordings,
      List<ExitReport> reports,
      ExitOptions options,
      String headline,
      Terminal terminal,
      Path file)
      throws UserError, IOException, RecordingException {
    Page page;
    try (Progress progress =
        Progress.start(terminal, "reading again", Unit.BYTES, size(recordings))) {
      page = ExitsPage.of(recordings, reports, options.formats(), headline, progress::advance);
    }
    files.write(file, out -> PageWriter.write(page, out));
  }

  private void writeTimeline(
      Path recording, ExitReport report, ExitOptions options, Terminal terminal, Path file)
      throws UserError, IOException, RecordingException {
    long size = size(List.of(recording));
    try (Progress progress = Progress.start(terminal, "writing the timeline", Unit.BYTES, size)) {
      files.<RecordingException>write(
          file, out -> RecordingTimeline.write(recording, out, report, options, progress::advance));
    }
  }

  private static long size(List<Path> files) throws IOException {
    long size = 0;
    for (Path file : files) {
      size += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return size;
  }
}
