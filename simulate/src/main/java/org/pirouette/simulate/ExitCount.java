package org.pirouette.simulate;

import org.pirouette.protocol.kvm.ExitReason;

/// The exits of one vCPU for one reason.
///
/// @param virtualProcessor counted over all machines
/// @param detail what tells exits of one reason apart: the number of the host's physical interrupt,
///   the register that the guest wrote, else 0; see [ExitReason.Kind]
/// @param count number of exits
/// @param cycles cycles from exit to entry, without sleep and without other vCPUs' time
public record ExitCount(
    int virtualProcessor, ExitReason reason, int detail, long count, long cycles) {}
