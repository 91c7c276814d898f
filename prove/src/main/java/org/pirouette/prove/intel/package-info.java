/// Intel in the prover: the rules about posted-interrupt descriptors, wakeup lists, remapping
/// entries and the virtual APIC, and where interrupts may wait there.
@NullMarked
package org.pirouette.prove.intel;

import org.jspecify.annotations.NullMarked;
