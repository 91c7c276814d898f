/// Recordings as text: ftrace, trace-cmd report, perf script.
@NullMarked
package org.pirouette.trace.text;

import org.jspecify.annotations.NullMarked;
