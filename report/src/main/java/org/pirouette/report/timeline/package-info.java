/// Timelines for the Perfetto UI out of results: a simulated run, a recording, a counterexample.
@NullMarked
package org.pirouette.report.timeline;

import org.jspecify.annotations.NullMarked;
