/// The Intel model: VT-d interrupt remapping and posting, APIC virtualization, IPI virtualization.
///
/// Pure: no I/O, no clock, no threads, no logging. Each rule is a static function on plain values,
/// so that the prover and the simulator apply the very same function to their own words; the
/// stateful classes call the same functions.
///
/// Section numbers "SDM 29.1" are those of volume 3 of the 2016 edition; later ones move APIC
/// virtualization to chapters 30 and 31, with the same sections. "VT-d" is the architecture
/// specification of directed I/O. Where sources disagree, [org.pirouette.model.intel.ModelChoice]
/// says what the model does.
///
/// Exits, faults and exceptions of the modelled machine are returned values; a Java exception means
/// a mistake of the caller. A vector is an int of 0 to 255.
@NullMarked
package org.pirouette.model.intel;

import org.jspecify.annotations.NullMarked;
