/// The simulated machine: runs the protocol's step programs, each step with its price, together
/// with the devices, guests and schedulers that make the choices the protocol leaves open.
///
/// Everything here is in cycles of the host's clock.
@NullMarked
package org.pirouette.simulate.machine;

import org.jspecify.annotations.NullMarked;
