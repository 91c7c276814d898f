/// The memory of step runs: what a run of steps read, left, cost and told is noted while it is
/// executed, and taken over where the same words have the same values again. Nothing here knows the
/// simulated machine; what a run adds up to goes to a [org.pirouette.simulate.runs.Ledger].
@NullMarked
package org.pirouette.simulate.runs;

import org.jspecify.annotations.NullMarked;
