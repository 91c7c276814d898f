package org.pirouette.settings.scenario;

import org.pirouette.simulate.scenario.Scenario;

/// A scenario with the settings of its runs.
///
/// @param text the file as written
/// @param costs name or file of the cost profile
/// @param durationNanoseconds simulated time of each run
/// @param replications runs with different seeds, for the confidence intervals
public record ScenarioFile(
    Scenario scenario, String text, String costs, long durationNanoseconds, int replications) {}
