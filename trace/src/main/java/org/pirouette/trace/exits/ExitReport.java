package org.pirouette.trace.exits;

import java.util.Comparator;
import java.util.List;

/// Who exits, why, and what it costs: the result of `pirouette exits`.
///
/// A file may hold several tables or traces, which nobody measured together: they are [#parts],
/// never added up.
///
/// @param recording what was read
/// @param total over all virtual machines; with several parts, of the one with the most exits
/// @param vms by first thread
/// @param series per second, if asked for
/// @param parts the tables or traces of a file with several, in its order; else empty
public record ExitReport(
    RecordingFacts recording,
    VcpuExits total,
    List<VmExits> vms,
    List<SecondRow> series,
    List<ExitReport> parts) {
  /// Whether the file holds several tables or traces.
  public boolean isApart() {
    return !parts.isEmpty();
  }

  /// The one with the most exits.
  static ExitReport largest(List<ExitReport> reports) {
    return reports.stream()
        .max(Comparator.comparingLong(report -> report.total().exits()))
        .orElseThrow();
  }
}
