/// Runs the protocol's step programs in simulated time.
@NullMarked
package org.pirouette.simulate;

import org.jspecify.annotations.NullMarked;
