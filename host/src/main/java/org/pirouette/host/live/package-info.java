/// Rates of exits and interrupts per vCPU of the running host, from whichever counters it allows.
@NullMarked
package org.pirouette.host.live;

import org.jspecify.annotations.NullMarked;
