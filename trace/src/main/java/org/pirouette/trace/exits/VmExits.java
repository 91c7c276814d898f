package org.pirouette.trace.exits;

import java.util.List;

/// The account of one virtual machine.
///
/// @param name of its process, or of its threads where the recording has no processes
/// @param process its process, -1 if unknown
/// @param total over its vCPUs
/// @param vcpus by number
public record VmExits(String name, int process, VcpuExits total, List<VcpuExits> vcpus) {}
