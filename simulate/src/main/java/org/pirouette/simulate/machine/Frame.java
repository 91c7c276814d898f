package org.pirouette.simulate.machine;

import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.simulate.runs.StepRuns;

/// What machines of one configuration have in common.
///
/// @param runs what is known of their programs
record Frame(KvmMachine machine, PriceList prices, StepRuns runs) {}
