package org.pirouette.bench.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.pirouette.bench.BenchmarkGroup;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;

/// Accounts the exits of large recordings, beside `perf` on the very same file. The files are made
/// from the samples of the tests ([BigRecordings]) and are in the page cache.
public final class TraceGroup implements BenchmarkGroup {
  private static final Path ROOT = Path.of(System.getProperty("pirouette.root", "."));
  private static final Path PERF_SAMPLE =
      ROOT.resolve(
          "trace/src/test/resources/org/pirouette/trace/samples/perf-kvm-stat-spin-apicv-off.data.gz");
  private static final Path TEXT_SAMPLE =
      ROOT.resolve("examples/recordings/spin-msi-apicv-off.ftrace.txt.gz");
  private static final double GIGABYTE = 1e9;

  /// Seconds that the whole command may take for a small file.
  private static final double MOST_START = 0.5;

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public List<Row> measure(Effort effort) throws Exception {
    long bytes = effort == Effort.FULL ? 1L << 30 : 1L << 28;
    int runs = effort == Effort.FULL ? 6 : 8;
    Path folder = Files.createTempDirectory("pirouette-bench");
    try {
      List<Row> rows = new ArrayList<>();
      Path perf = folder.resolve("perf.data");
      BigRecordings.perfData(PERF_SAMPLE, perf, bytes);
      Measured ours = measure(perf, runs);
      rows.addAll(besidePerf(perf, ours, effort));
      if (effort == Effort.FULL) {
        rows.addAll(wholeCommand(perf));
      }
      Files.delete(perf);
      Path text = folder.resolve("trace.txt");
      BigRecordings.ftrace(TEXT_SAMPLE, text, bytes);
      Measured ofText = measure(text, runs);
      rows.add(
          new Row(
              "ftrace text, " + size(text) + ", against 1 GB/s",
              rate(ofText.rate()),
              "1.00 GB/s",
              ofText.rate() / GIGABYTE,
              1));
      Files.delete(text);
      Path small = folder.resolve("small");
      BigRecordings.perfData(PERF_SAMPLE, small, 1 << 20);
      rows.add(startToResult("perf.data", small));
      BigRecordings.ftrace(TEXT_SAMPLE, small, 1 << 20);
      rows.add(startToResult("ftrace text", small));
      return rows;
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private record Measured(double seconds, double rate, long exits) {}

  /// The best of several runs in this process, the first ones warming up.
  private static Measured measure(Path file, int runs) throws IOException, RecordingException {
    double best = Double.MAX_VALUE;
    long exits = 0;
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      ExitReport report = ExitReports.of(file, ExitOptions.ALL, bytes -> {});
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
      exits = report.total().exits();
    }
    return new Measured(best, Files.size(file) / best, exits);
  }

  private static List<Row> besidePerf(Path file, Measured ours, Effort effort)
      throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    String what = "perf.data, " + size(file);
    rows.add(
        new Row(
            what + ", against 1.5 GB/s",
            rate(ours.rate()),
            "1.50 GB/s",
            ours.rate() / (1.5 * GIGABYTE),
            1));
    double stat =
        best(effort == Effort.FULL ? 3 : 2, "perf", "kvm", "-i", file.toString(), "stat", "report");
    if (Double.isNaN(stat)) {
      rows.add(
          new Row(
              what + ", perf kvm stat report", rate(ours.rate()), "perf is not installed", 0, 0));
      return rows;
    }
    rows.add(
        new Row(
            what + ", perf kvm stat report",
            rate(ours.rate()),
            rate(Files.size(file) / stat),
            stat / ours.seconds(),
            3));
    double script = best(1, "perf", "script", "-i", file.toString());
    rows.add(
        new Row(
            what + ", perf script",
            rate(ours.rate()),
            rate(Files.size(file) / script),
            script / ours.seconds(),
            20));
    return rows;
  }

  /// The command from its start in a new JVM to its end, beside perf's.
  private static List<Row> wholeCommand(Path file) throws InterruptedException, IOException {
    double ours = command(file);
    double stat = best(3, "perf", "kvm", "-i", file.toString(), "stat", "report");
    return Double.isNaN(stat)
        ? List.of()
        : List.of(
            new Row(
                "perf.data, " + size(file) + ", whole command, perf kvm stat",
                seconds(ours),
                seconds(stat),
                stat / ours,
                1));
  }

  private static Row startToResult(String what, Path file)
      throws InterruptedException, IOException {
    double ours = command(file);
    return new Row(
        what + ", " + size(file) + ", start to result",
        seconds(ours),
        seconds(MOST_START),
        MOST_START / ours,
        1);
  }

  /// Seconds of the launcher's best run; the first one may build.
  private static double command(Path file) throws InterruptedException {
    String launcher = ROOT.resolve("pirouette").toAbsolutePath().toString();
    best(1, launcher, "--version");
    return best(5, launcher, "exits", file.toString());
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f s", seconds);
  }

  /// Seconds of the best run of a program, NaN if it is not there or fails.
  private static double best(int runs, String... command) throws InterruptedException {
    double best = Double.NaN;
    for (int run = 0; run < runs; run++) {
      try {
        long start = System.nanoTime();
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
          return Double.NaN;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        best = Double.isNaN(best) ? seconds : Math.min(best, seconds);
      } catch (IOException missing) {
        return Double.NaN;
      }
    }
    return best;
  }

  private static String rate(double bytesPerSecond) {
    return String.format(Locale.ROOT, "%.2f GB/s", bytesPerSecond / GIGABYTE);
  }

  private static String size(Path file) throws IOException {
    return (Files.size(file) >> 20) + " MiB";
  }
}
