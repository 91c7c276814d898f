package org.pirouette.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.simulate.statistics.Estimate;

/// The replications of one delivery mode.
///
/// @param replications one result per seed, in the order of the seeds
public record ModeSummary(DeliveryMode mode, List<ModeResult> replications) {
  /// Copies the list.
  public ModeSummary {
    replications = List.copyOf(replications);
  }

  /// Mean and confidence interval of a figure.
  public Estimate estimate(Metric metric) {
    return estimate(metric::of);
  }

  /// Mean and confidence interval of any figure.
  public Estimate estimate(ToDoubleFunction<ModeResult> figure) {
    return Estimate.of(samples(figure));
  }

  /// Exits per second for a reason.
  public Estimate exitsPerSecond(ExitReason reason) {
    return estimate(result -> result.exitCount(reason) / result.seconds());
  }

  /// Exits per second for all reasons of a kind.
  public Estimate exitsPerSecond(ExitReason.Kind kind) {
    return estimate(result -> result.exitCount(kind) / result.seconds());
  }

  /// The reasons that occurred, most frequent first.
  public List<ExitReason> exitReasons() {
    TreeSet<ExitReason> reasons = new TreeSet<>(ExitReason.ORDER);
    replications.forEach(r -> r.exits().forEach(exit -> reasons.add(exit.reason())));
    List<ExitReason> sorted = new ArrayList<>(reasons);
    sorted.sort(
        Comparator.comparingLong(
                (ExitReason reason) ->
                    replications.stream().mapToLong(r -> r.exitCount(reason)).sum())
            .reversed());
    return sorted;
  }

  /// Relative change against another mode, over pairs of replications with one seed.
  public Estimate change(ModeSummary baseline, Metric metric) {
    return Estimate.ofChange(baseline.samples(metric::of), samples(metric::of));
  }

  private double[] samples(ToDoubleFunction<ModeResult> figure) {
    return replications.stream().mapToDouble(figure).toArray();
  }
}
