/// Speed of the simulator: the event engine beside its peers, and interrupts per second.
@NullMarked
package org.pirouette.bench.compare;

import org.jspecify.annotations.NullMarked;
