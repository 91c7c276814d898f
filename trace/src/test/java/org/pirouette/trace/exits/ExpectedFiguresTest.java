package org.pirouette.trace.exits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.trace.Samples;

/// Every sample's figures: binary files against what `perf` and `trace-cmd` print of them, text
/// logs against what stands in them.
class ExpectedFiguresTest {
  private static final double RESOLUTION_MICROSECONDS = 0.0051;

  @TempDir private Path folder;

  static Stream<String> perfFiles() {
    return files("samples/perf-kvm-stat.tsv");
  }

  static Stream<String> traceFiles() {
    return files("samples/trace-cmd-report.tsv");
  }

  static Stream<String> perfScriptFiles() {
    return files("samples/perf-script.tsv");
  }

  static Stream<String> publicLogs() {
    return files("public-logs.tsv");
  }

  private static Stream<String> files(String table) {
    return new TreeSet<>(Samples.table(table).stream().map(row -> row[0]).toList()).stream();
  }

  private ExitReport read(String sample) throws Exception {
    return ExitReports.of(Samples.file(folder, sample), ExitOptions.ALL, bytes -> {});
  }

  @ParameterizedTest
  @MethodSource("perfFiles")
  void agreesWithPerfKvmStat(String sample) throws Exception {
    List<ReasonRow> timed =
        read(sample).total().reasons().stream().filter(row -> row.durations().isKnown()).toList();
    long total = 0;
    int reasons = 0;
    for (String[] row : Samples.table("samples/perf-kvm-stat.tsv")) {
      if (!row[0].equals(sample)) {
        continue;
      }
      if (row[1].equals("(total)")) {
        total = Long.parseLong(row[2]);
        continue;
      }
      reasons++;
      Durations ours =
          timed.stream()
              .filter(candidate -> candidate.reason().equals(row[1]))
              .findFirst()
              .orElseThrow()
              .durations();
      assertThat(ours.count()).as(row[1]).isEqualTo(Long.parseLong(row[2]));
      assertMicroseconds(ours.least(), row[3]);
      assertMicroseconds(ours.most(), row[4]);
      assertMicroseconds(ours.mean(), row[5]);
      assertThat(ours.relativeError() * 100)
          .as("relative error of " + row[1])
          .isCloseTo(Double.parseDouble(row[6]), within(0.011));
    }
    assertThat(timed).hasSize(reasons);
    assertThat(timed.stream().mapToLong(row -> row.durations().count()).sum()).isEqualTo(total);
  }

  private static void assertMicroseconds(double nanoseconds, String printed) {
    assertThat(nanoseconds / 1e3)
        .isCloseTo(Double.parseDouble(printed), within(RESOLUTION_MICROSECONDS));
  }

  @ParameterizedTest
  @MethodSource("traceFiles")
  void agreesWithTraceCmdReport(String sample) throws Exception {
    assertThat(read(sample).recording().eventCounts())
        .isEqualTo(events("samples/trace-cmd-report.tsv", sample));
  }

  @ParameterizedTest
  @MethodSource("perfScriptFiles")
  void agreesWithPerfScript(String sample) throws Exception {
    assertThat(read(sample).recording().eventCounts())
        .isEqualTo(events("samples/perf-script.tsv", sample));
  }

  private static Map<String, Long> events(String table, String sample) {
    return Samples.table(table).stream()
        .filter(row -> row[0].equals(sample))
        .collect(
            Collectors.toMap(
                row -> row[1], row -> Long.parseLong(row[2]), Long::sum, TreeMap::new));
  }

  @ParameterizedTest
  @MethodSource("publicLogs")
  void readsPublicLogsAsTheyWereFound(String name) throws Exception {
    String[] row =
        Samples.table("public-logs.tsv").stream()
            .filter(candidate -> candidate[0].equals(name))
            .findFirst()
            .orElseThrow();
    ExitReport report = ExitReports.of(Samples.shared(name), ExitOptions.ALL, bytes -> {});

    List<VcpuExits> accounts =
        report.isApart()
            ? report.parts().stream().map(ExitReport::total).toList()
            : List.of(report.total());
    assertThat(accounts.stream().mapToLong(VcpuExits::exits).sum())
        .isEqualTo(Long.parseLong(row[1]));
    for (String expected : Arrays.asList(row).subList(2, row.length)) {
      int equals = expected.lastIndexOf('=');
      String reason = expected.substring(0, equals);
      assertThat(accounts.stream().mapToLong(account -> account.exitsOf(reason)).sum())
          .as(expected)
          .isEqualTo(Long.parseLong(expected.substring(equals + 1)));
    }
  }
}
