/// The virtual machines of a host and the devices that were given to them.
@NullMarked
package org.pirouette.host.machine;

import org.jspecify.annotations.NullMarked;
