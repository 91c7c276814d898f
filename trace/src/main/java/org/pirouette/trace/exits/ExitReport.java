package org.pirouette.trace.exits;

import java.util.List;

/// Who exits, why, and what it costs: the result of `pirouette exits`.
///
/// @param recording what was read
/// @param total over all virtual machines
/// @param vms by first thread
/// @param series per second, if asked for
public record ExitReport(
    RecordingFacts recording, VcpuExits total, List<VmExits> vms, List<SecondRow> series) {}
