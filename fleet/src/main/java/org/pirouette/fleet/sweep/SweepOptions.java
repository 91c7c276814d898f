package org.pirouette.fleet.sweep;

import java.util.OptionalDouble;
import org.pirouette.simulate.RunControl;

/// How a sweep is run.
///
/// @param seed of the first replication
/// @param precision more replications until the interval of the gain is within this part of it;
///   empty to run as many as the scenario says
/// @param pays from which gain on direct delivery pays, in cores per virtual machine
/// @param refine whether to add points where it begins to pay
/// @param threads number of workers; the result does not depend on it
public record SweepOptions(
    long seed,
    OptionalDouble precision,
    double pays,
    boolean refine,
    int threads,
    RunControl control) {}
