package org.pirouette.simulate.machine;

import java.util.List;
import org.pirouette.simulate.scenario.Scenario;

/// A part of a scenario that nothing outside it can affect, as a scenario of its own, and which
/// pCPUs, vCPUs and devices of the whole its own are.
///
/// @param processors by pCPU of the part its number in the whole
/// @param virtualProcessors by vCPU of the part its number in the whole
/// @param devices by device of the part its number in the whole
/// @param vectors the guests' vectors of the whole, which decide how many words the descriptors
///   have in use
/// @param devicesElsewhere number of devices of the whole outside this part
/// @param x2apic whether guests use x2APIC mode
/// @param ipiVirtualization whether the processors virtualize IPIs, where the mode has a virtual
///   APIC
record Part(
    Scenario scenario,
    int[] processors,
    int[] virtualProcessors,
    int[] devices,
    List<Integer> vectors,
    int devicesElsewhere,
    boolean x2apic,
    boolean ipiVirtualization) {}
