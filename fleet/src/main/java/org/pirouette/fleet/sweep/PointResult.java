package org.pirouette.fleet.sweep;

import java.util.Map;
import org.pirouette.report.compare.Gain;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.statistics.Estimate;

/// What one combination gave.
///
/// @param before the baseline
/// @param after direct delivery
/// @param machines number of virtual machines
public record PointResult(SweepPoint point, ModeSummary before, ModeSummary after, int machines) {
  /// The values of the parameters.
  public Map<String, String> values() {
    return point.values();
  }

  /// Host time given back per virtual machine, in cores.
  public Estimate gain() {
    return Gain.perMachine(before, after, Metric.HOST_USE, machines);
  }

  /// The least of it within its interval of confidence.
  public double least() {
    Estimate gain = gain();
    return Double.isFinite(gain.halfWidth()) ? gain.mean() - gain.halfWidth() : gain.mean();
  }

  /// Number of seeds.
  public int replications() {
    return before.replications().size();
  }
}
