/// KVM on Arm: a vLPI's way through the ITS, the redistributor and KVM's `vgic-v4.c`, and the way
/// of an interrupt through the host and the list registers where the hardware helps with nothing.
///
/// - The device writes GITS_TRANSLATER. The ITS translates: a physical LPI goes to the host, a vLPI
///   to the redistributor where its vPE is served ([org.pirouette.protocol.arm.Translation]).
/// - A redistributor signals the vLPIs of the vPE that is resident there. For one that is not it
///   keeps them in the virtual pending table, and rings: GICv4.0 for every event, GICv4.1 once, if
///   a doorbell was requested when the vPE went out.
/// - KVM makes a vPE resident when its vCPU is loaded, waits for Dirty = 0 before it enters the
///   guest, and takes it out when the vCPU is put; a vCPU in WFI asks for a doorbell.
/// - The doorbell's handler notes `pending_last` and wakes the vCPU.
///
/// What can race: the redistributor's scan and write-back with the device; the handler with put;
/// preemption with WFI; the move of a vPE with everything.
@NullMarked
package org.pirouette.protocol.arm;

import org.jspecify.annotations.NullMarked;
