package org.example.modes;

import java.nio.file.Path;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.scenario.ScenarioFile;
import org.pirouette.settings.scenario.ScenarioReader;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.scenario.CostProfile;

/// Simulates a scenario in each of its delivery modes and prints what its exits cost there.
public final class CompareModes {
  private CompareModes() {}

  /// @param arguments the scenario
  public static void main(String[] arguments) {
    try {
      ScenarioFile file = ScenarioReader.read(Path.of(arguments[0]));
      CostProfile costs = CostProfiles.find(file.costs());
      RunOptions options = RunOptions.of(1, file.durationNanoseconds());
      Comparison comparison = Comparison.run(file.scenario(), costs, options, 3, 2);
      System.out.printf("%s, costs of %s%n", file.scenario().name(), costs.name());
      for (ModeSummary mode : comparison.modes()) {
        System.out.printf(
            "%-12s %,9.0f exits/s, %5.1f %% of a core%n",
            mode.mode().key(),
            mode.estimate(Metric.EXITS_PER_SECOND).mean(),
            100 * mode.estimate(Metric.EXIT_SHARE_OF_CORE).mean());
      }
    } catch (YamlProblem problem) {
      System.err.println(problem.getMessage());
      System.exit(2);
    }
  }
}
