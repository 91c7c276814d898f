package org.pirouette.simulate;

import org.pirouette.protocol.x86.ExitReason;

/// The exits of one vCPU for one reason.
///
/// @param virtualProcessor counted over all machines
/// @param detail what tells exits of one reason apart: for EXTERNAL_INTERRUPT the physical vector,
///   for MSR_WRITE the number of the MSR, for EPT_VIOLATION of the APIC page the register's offset,
///   else 0
/// @param count number of exits
/// @param cycles cycles from exit to entry, without sleep and without other vCPUs' time
public record ExitCount(
    int virtualProcessor, ExitReason reason, int detail, long count, long cycles) {}
