/// Traces for the Perfetto UI (ui.perfetto.dev): who did what when, as tracks, slices, arrows and
/// counters.
@NullMarked
package org.pirouette.report.perfetto;

import org.jspecify.annotations.NullMarked;
