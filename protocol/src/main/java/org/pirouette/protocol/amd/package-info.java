/// AMD: AVIC, x2AVIC, and the IOMMU's guest mode.
///
/// The life of an interrupt here. A poster sets its bit in IRR of the target's *backing page*, and
/// only then looks where the vCPU is: the processor of a guest that sends an IPI looks at IsRunning
/// in the physical APIC ID table, the IOMMU at IsRun in the entry, software at `vcpu->mode`. If it
/// runs there, a *doorbell* makes its processor look at the page again; if it does not, the sender
/// exits (INCOMPLETE_IPI), the IOMMU logs (GALog) or interrupts the host (GAPPI), and software
/// wakes.
///
/// The vCPU's side is the mirror image: before it sleeps it takes IsRun, then IsRunning back, and
/// looks at IRR once more. What can race is all in this pair: set IRR, read IsRunning; clear
/// IsRunning, read IRR. A doorbell that comes too late is dropped, since VMRUN looks at the page.
@NullMarked
package org.pirouette.protocol.amd;

import org.jspecify.annotations.NullMarked;
