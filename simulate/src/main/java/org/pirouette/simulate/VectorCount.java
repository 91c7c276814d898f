package org.pirouette.simulate;

/// The interrupts of one vector at one vCPU.
///
/// @param virtualProcessor counted over all machines
/// @param vector the guest's vector
/// @param delivered how often the guest's handler was entered
/// @param injected how many of them a VM entry injected (the rest came by virtual-interrupt
///   delivery)
public record VectorCount(int virtualProcessor, int vector, long delivered, long injected) {}
