package org.pirouette.report.compare;

import java.util.Optional;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.statistics.Estimate;

/// The one sentence that answers the question: what would posted interrupts change?
public final class Headline {
  /// A change below this is none.
  private static final double LEAST = 0.005;

  /// A change of the number of exits below this is not the whole story.
  private static final double FEW = 0.1;

  private Headline() {}

  /// The sentence for a comparison.
  ///
  /// @param baseline what direct delivery is compared with
  public static String of(Comparison comparison, Baseline baseline) {
    Optional<String> tooFew = Decision.tooFew(comparison);
    if (tooFew.isPresent()) {
      return "%s: %s: too few for a verdict; simulate or record for longer."
          .formatted(comparison.scenario().name(), tooFew.get());
    }
    ModeSummary first = baseline.in(comparison.modes());
    Optional<ModeSummary> posted =
        comparison.modes().stream().filter(mode -> mode.mode().role() == Role.DIRECT).findFirst();
    if (posted.isEmpty() || posted.get() == first) {
      return "%s: %s exits/s for %s interrupts/s in mode %s."
          .formatted(
              comparison.scenario().name(),
              Units.rate(first.estimate(Metric.EXITS_PER_SECOND).mean()).replace("/s", ""),
              Units.rate(first.estimate(Metric.INTERRUPTS_PER_SECOND).mean()).replace("/s", ""),
              first.mode());
    }
    ModeSummary after = posted.get();
    return exits(first, after) + cores(first, after) + latency(first, after) + ".";
  }

  private static String exits(ModeSummary before, ModeSummary after) {
    double from = before.estimate(Metric.EXITS_PER_SECOND).mean();
    double to = after.estimate(Metric.EXITS_PER_SECOND).mean();
    return "%s (%s -> %s against '%s')%s"
        .formatted(
            what(from, to),
            Units.rate(from),
            Units.rate(to),
            before.mode(),
            Math.abs(to / from - 1) < FEW ? exitCost(before, after) : "");
  }

  private static String what(double from, double to) {
    if (from == 0) {
      return "There are no exits to save";
    }
    if (Math.abs(to / from - 1) < LEAST) {
      return "Posted interrupts leave the number of exits as it is";
    }
    return to < from
        ? "Posted interrupts take away %s of the exits".formatted(Units.percent(1 - to / from))
        : "Posted interrupts bring %s more exits".formatted(Units.percent(to / from - 1));
  }

  /// Where as many exits remain, they may yet be cheaper ones.
  private static String exitCost(ModeSummary before, ModeSummary after) {
    Estimate change = after.change(before, Metric.EXIT_CYCLES_PER_SECOND);
    return Math.abs(change.mean()) < FEW
        ? ""
        : ", %s what they cost by %s".formatted(verb(change), Figure.size(change));
  }

  private static String cores(ModeSummary before, ModeSummary after) {
    // without the guests' time, halt polling and idle
    double saved = before.estimate(Metric.HOST_USE).mean() - after.estimate(Metric.HOST_USE).mean();
    if (Math.abs(saved) < LEAST) {
      return ", leave the host's time as it is";
    }
    String share = Units.format(Unit.RATIO, Math.abs(saved));
    return saved > 0
        ? ", give back %s cores of host time".formatted(share)
        : ", cost %s cores more host time".formatted(share);
  }

  private static String latency(ModeSummary before, ModeSummary after) {
    Metric metric =
        Double.isFinite(before.estimate(Metric.ITEM_LATENCY_P99).mean())
            ? Metric.ITEM_LATENCY_P99
            : Metric.INTERRUPT_LATENCY_P99;
    Estimate change = after.change(before, metric);
    if (!Double.isFinite(change.mean())) {
      return "";
    }
    String what =
        "the 99th percentile of the %s latency"
            .formatted(metric == Metric.ITEM_LATENCY_P99 ? "I/O" : "interrupt");
    double surely = Double.isFinite(change.halfWidth()) ? change.halfWidth() : 0;
    return Math.abs(change.mean()) <= Math.max(LEAST, surely)
        ? " and leave %s as it is".formatted(what)
        : " and %s %s by %s (%s -> %s)"
            .formatted(
                verb(change),
                what,
                Figure.size(change),
                Units.nanoseconds(before.estimate(metric).mean()),
                Units.nanoseconds(after.estimate(metric).mean()));
  }

  private static String verb(Estimate change) {
    return change.mean() < 0 ? "cut" : "raise";
  }
}
