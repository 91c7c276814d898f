/// The binary file of trace-cmd record.
@NullMarked
package org.pirouette.trace.tracecmd;

import org.jspecify.annotations.NullMarked;
