package org.pirouette.fleet.sweep;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.pirouette.report.text.Csv;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;

/// A sweep for programs. Schema of the JSON document: `docs/json/sweep.md`.
public final class SweepFiles {
  /// Of the JSON document.
  public static final int VERSION = 1;

  private SweepFiles() {}

  /// Writes the fields of the document.
  public static void json(JsonDocument json, Sweep sweep, long seed, double pays) {
    json.field("seed", seed).field("pays", pays);
    json.texts("parameters", sweep.plan().axes().stream().map(Axis::key).toList());
    json.array("points", sweep.results(), SweepFiles::point);
    json.array("frontiers", sweep.frontiers(), SweepFiles::frontier);
  }

  private static void point(JsonDocument json, PointResult result) {
    json.object("values", values -> result.values().forEach(values::field));
    json.field("refined", result.point().refined())
        .field("costs", result.point().costs().name())
        .field("replications", result.replications())
        .field("gain", result.gain().mean())
        .field("gainHalfWidth", result.gain().halfWidth())
        .object("before", mode -> mode(mode, result.before()))
        .object("after", mode -> mode(mode, result.after()));
  }

  private static void mode(JsonDocument json, ModeSummary mode) {
    json.field("mode", mode.mode().key())
        .field("hostUse", mode.estimate(Metric.HOST_USE).mean())
        .field("exitsPerSecond", mode.estimate(Metric.EXITS_PER_SECOND).mean())
        .field("interruptsPerSecond", mode.estimate(Metric.INTERRUPTS_PER_SECOND).mean())
        .field("interruptLatencyP50", mode.estimate(Metric.INTERRUPT_LATENCY_P50).mean())
        .field("interruptLatencyP99", mode.estimate(Metric.INTERRUPT_LATENCY_P99).mean())
        .field("itemsPerSecond", mode.estimate(Metric.ITEMS_PER_SECOND).mean());
  }

  private static void frontier(JsonDocument json, Frontier frontier) {
    json.object("values", values -> frontier.others().forEach(values::field));
    json.field("parameter", frontier.key());
    frontier.from().ifPresentOrElse(value -> json.field("from", value), () -> json.nothing("from"));
    frontier
        .below()
        .ifPresentOrElse(value -> json.field("below", value), () -> json.nothing("below"));
  }

  /// Writes a line for each combination.
  public static void csv(PrintStream out, Sweep sweep) {
    List<String> header = new ArrayList<>();
    sweep.plan().axes().forEach(axis -> header.add(Csv.text(axis.key())));
    header.addAll(
        List.of(
            "refined",
            "costs",
            "replications",
            "gain_cores_per_vm",
            "gain_half_width",
            "before",
            "after",
            "exits_per_second_before",
            "exits_per_second_after",
            "interrupts_per_second_before",
            "interrupts_per_second_after",
            "interrupt_p99_ns_before",
            "interrupt_p99_ns_after"));
    Csv.line(out, header.toArray(String[]::new));
    for (PointResult result : sweep.results()) {
      List<String> fields = new ArrayList<>();
      sweep
          .plan()
          .axes()
          .forEach(axis -> fields.add(Csv.text(result.values().getOrDefault(axis.key(), ""))));
      fields.add(Boolean.toString(result.point().refined()));
      fields.add(Csv.text(result.point().costs().name()));
      fields.add(Csv.number(result.replications()));
      fields.add(Csv.decimal(result.gain().mean()));
      fields.add(Csv.decimal(result.gain().halfWidth()));
      fields.add(Csv.text(result.before().mode().key()));
      fields.add(Csv.text(result.after().mode().key()));
      for (Metric metric :
          List.of(
              Metric.EXITS_PER_SECOND,
              Metric.INTERRUPTS_PER_SECOND,
              Metric.INTERRUPT_LATENCY_P99)) {
        fields.add(Csv.decimal(result.before().estimate(metric).mean()));
        fields.add(Csv.decimal(result.after().estimate(metric).mean()));
      }
      Csv.line(out, fields.toArray(String[]::new));
    }
  }
}
