package org.pirouette.report.compare;

import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.statistics.Estimate;

/// What one mode spends less than another.
public final class Gain {
  private Gain() {}

  /// The difference per virtual machine, over pairs of runs with one seed.
  public static Estimate perMachine(
      ModeSummary before, ModeSummary after, Metric metric, int machines) {
    double[] differences = new double[before.replications().size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] =
          (metric.of(before.replications().get(i)) - metric.of(after.replications().get(i)))
              / machines;
    }
    return Estimate.of(differences);
  }
}
