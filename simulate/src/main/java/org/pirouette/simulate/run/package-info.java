/// Runs a scenario in simulated time: the entry to the room.
@NullMarked
package org.pirouette.simulate.run;

import org.jspecify.annotations.NullMarked;
