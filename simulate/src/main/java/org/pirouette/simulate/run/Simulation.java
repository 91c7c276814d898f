package org.pirouette.simulate.run;

import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.simulate.ModeResult;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.machine.Workshop;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Scenario;

/// Runs the protocol's step programs in simulated time.
public final class Simulation {
  private Simulation() {}

  /// Simulates a scenario in one delivery mode.
  ///
  /// @throws java.util.concurrent.CancellationException if the options' control was cancelled
  public static ModeResult run(
      Scenario scenario, DeliveryMode mode, CostProfile costs, RunOptions options) {
    return Workshop.run(scenario, mode, costs, options);
  }
}
