/// Makes a workload for the simulator out of a recording of a real host: which interrupts arrived
/// when, what the guests did in between, what each exit cost, and in which delivery mode the host
/// ran.
@NullMarked
package org.pirouette.workload.recording;

import org.jspecify.annotations.NullMarked;
