package org.pirouette.report.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.pirouette.report.html.Chart.Series;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.VcpuExits;
import org.pirouette.trace.format.EventFormats;
import org.pirouette.trace.read.RecordingReader;

/// A recording's exits in equal steps of time: for each vCPU, and for each reason. Read in one
/// pass, memory grows with vCPUs and reasons only.
final class ActivityGrid {
  private static final int STEPS = 120;

  private final long first;
  private final double step;
  private final Map<Integer, double[]> byThread = new TreeMap<>();
  private final Map<Integer, String> names = new TreeMap<>();
  private final Map<String, double[]> byReason = new TreeMap<>();

  private final Set<Integer> threads;

  private ActivityGrid(ExitReport report) {
    this.first = report.recording().firstNanoseconds();
    this.step = report.recording().seconds() * 1e9 / STEPS;
    this.threads =
        report.vms().stream()
            .flatMap(vm -> vm.vcpus().stream())
            .map(VcpuExits::thread)
            .collect(Collectors.toSet());
  }

  /// Reads a recording again, as far as the report accounts it: its stretch of time and its vCPUs.
  /// A report without times, or of another tool's table, has nothing to show over time.
  ///
  /// @param formats of events, used where the recording lacks them
  static ActivityGrid read(
      Path file, ExitReport report, EventFormats formats, LongConsumer progress)
      throws IOException {
    ActivityGrid grid = new ActivityGrid(report);
    if (grid.step > 0) {
      try {
        RecordingReader.read(file, formats, grid::count, progress);
      } catch (RecordingException table) {
        return new ActivityGrid(report);
      }
    }
    return grid;
  }

  private void count(RecordedEvent event) {
    boolean inTime = event.time >= first && event.time <= first + step * STEPS;
    if (event.kind != EventKind.EXIT || !inTime || !threads.contains(event.threadOrVcpu())) {
      return;
    }
    int column = (int) Math.min((event.time - first) / step, STEPS - 1);
    byThread.computeIfAbsent(event.threadOrVcpu(), it -> new double[STEPS])[column]++;
    if (event.vcpu >= 0) {
      String thread = event.thread >= 0 ? ", thread " + event.thread : "";
      names.putIfAbsent(event.threadOrVcpu(), "vCPU " + event.vcpu + thread);
    }
    byReason.computeIfAbsent(event.reason.name(), it -> new double[STEPS])[column]++;
  }

  boolean isEmpty() {
    return byThread.isEmpty();
  }

  /// Where each step begins, nanoseconds from the recording's first event.
  List<Double> starts() {
    List<Double> starts = new ArrayList<>(STEPS);
    for (int i = 0; i < STEPS; i++) {
      starts.add(i * step);
    }
    return starts;
  }

  /// Exits per second of each vCPU, by its thread.
  List<Series> vcpus() {
    List<Series> series = new ArrayList<>();
    byThread.forEach(
        (thread, counts) ->
            series.add(new Series(names.getOrDefault(thread, "thread " + thread), rates(counts))));
    return series;
  }

  /// Exits per second of each reason, most frequent first.
  List<Series> reasons() {
    List<Series> series = new ArrayList<>();
    byReason.forEach((name, counts) -> series.add(new Series(name, rates(counts))));
    series.sort(Comparator.comparingDouble(ActivityGrid::sum).reversed());
    return series;
  }

  private List<Double> rates(double[] counts) {
    return Arrays.stream(counts).mapToObj(count -> count / step * 1e9).toList();
  }

  private static double sum(Series series) {
    return series.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
