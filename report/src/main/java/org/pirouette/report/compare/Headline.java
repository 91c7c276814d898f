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
  private Headline() {}

  /// The sentence for a comparison; its first mode is what posting is compared with.
  public static String of(Comparison comparison) {
    ModeSummary first = comparison.modes().getFirst();
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
    String what =
        from == 0
            ? "There are no exits to save"
            : to <= from
                ? "Posted interrupts take away %s of the exits"
                    .formatted(Units.percent(1 - to / from))
                : "Posted interrupts bring %s more exits".formatted(Units.percent(to / from - 1));
    return "%s (%s -> %s against '%s')"
        .formatted(what, Units.rate(from), Units.rate(to), before.mode());
  }

  private static String cores(ModeSummary before, ModeSummary after) {
    double saved = before.estimate(Metric.HOST_USE).mean() - after.estimate(Metric.HOST_USE).mean();
    String share = Units.format(Unit.RATIO, Math.abs(saved));
    if (share.equals("0.00")) {
      return ", leave the host's time as it is";
    }
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
    return " and change the 99th percentile of the %s latency by %s"
        .formatted(metric == Metric.ITEM_LATENCY_P99 ? "I/O" : "interrupt", Figure.change(change));
  }
}
