/// What is simulated, as plain values: the host, its virtual machines, their devices, what the
/// guests do, and what each step costs.
///
/// Times are nanoseconds, work of processors is cycles. The records refuse impossible values with
/// an [IllegalArgumentException] whose message is a sentence for the user; whoever reads a scenario
/// from a file adds the place.
@NullMarked
package org.pirouette.simulate.scenario;

import org.jspecify.annotations.NullMarked;
