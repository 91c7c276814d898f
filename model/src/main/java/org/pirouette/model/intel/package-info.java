/// The Intel model: VT-d interrupt remapping and posting, APIC virtualization, IPI virtualization.
///
/// Pure: no I/O, no clock, no threads, no logging. Each rule is a static function on plain values,
/// so that the prover and the simulator apply the very same function to their own words; the
/// stateful classes call the same functions.
@NullMarked
package org.pirouette.model.intel;

import org.jspecify.annotations.NullMarked;
