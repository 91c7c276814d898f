/// Events of the kernel through perf_event_open(2): attributes, ring buffers, tracepoints.
@NullMarked
package org.pirouette.host.perf;

import org.jspecify.annotations.NullMarked;
