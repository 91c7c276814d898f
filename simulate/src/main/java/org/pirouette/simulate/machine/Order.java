package org.pirouette.simulate.machine;

import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.statistics.Latency;

/// What is to be simulated of a scenario, and where latencies are noted.
///
/// @param wholeProcessors number of pCPUs of all parts
/// @param share of one part in the progress
record Order(
    DeliveryMode mode,
    CostProfile costs,
    RunOptions options,
    int wholeProcessors,
    double share,
    Latency interruptLatency,
    Latency itemLatency) {}
