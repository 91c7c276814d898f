package org.pirouette.report.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.pirouette.report.html.Chart.Series;
import org.pirouette.trace.EventKind;
import org.pirouette.trace.RecordedEvent;
import org.pirouette.trace.RecordingException;
import org.pirouette.trace.RecordingReader;
import org.pirouette.trace.exits.RecordingFacts;

/// A recording's exits in equal steps of time: for each vCPU, and for each reason. Read in one
/// pass, memory grows with vCPUs and reasons only.
final class ActivityGrid {
  private static final int STEPS = 120;

  private final long first;
  private final double step;
  private final Map<Integer, double[]> byThread = new TreeMap<>();
  private final Map<Integer, String> names = new TreeMap<>();
  private final Map<String, double[]> byReason = new TreeMap<>();

  private ActivityGrid(long first, double step) {
    this.first = first;
    this.step = step;
  }

  /// Reads a recording again.
  ///
  /// @param facts tell where its time begins and how long it is; without a time there is no grid
  static ActivityGrid read(Path file, RecordingFacts facts, LongConsumer progress)
      throws IOException, RecordingException {
    ActivityGrid grid = new ActivityGrid(facts.firstNanoseconds(), facts.seconds() * 1e9 / STEPS);
    if (facts.seconds() > 0) {
      RecordingReader.read(file, grid::count, progress);
    }
    return grid;
  }

  private void count(RecordedEvent event) {
    if (event.kind != EventKind.EXIT || event.time == RecordedEvent.NO_TIME) {
      return;
    }
    int column = (int) Math.clamp((event.time - first) / step, 0, STEPS - 1);
    byThread.computeIfAbsent(event.thread, it -> new double[STEPS])[column]++;
    if (event.vcpu >= 0) {
      names.putIfAbsent(event.thread, "vCPU " + event.vcpu + ", thread " + event.thread);
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
