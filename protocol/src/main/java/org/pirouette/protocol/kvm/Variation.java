package org.pirouette.protocol.kvm;

import java.util.function.IntToLongFunction;

/// Which bits of KVM's own words may vary, as far as that follows from the architecture: its
/// requests, and what its programs keep in registers.
///
/// @param requests bits of the requests of a vCPU
/// @param requestsAtStart the requests that every vCPU starts with
/// @param threadRegisters bits of the registers of a thread
/// @param threadScratch bits of the further registers of a thread
/// @param handlerScratch bits of the further registers of an interrupt handler
/// @param timers bits of the timer of a vCPU
public record Variation(
    long requests,
    long requestsAtStart,
    long threadRegisters,
    long threadScratch,
    long handlerScratch,
    IntToLongFunction timers) {}
