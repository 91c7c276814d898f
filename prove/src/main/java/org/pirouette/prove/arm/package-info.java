/// Arm in the prover: the rules about residency, doorbells and the vPE tables, and where interrupts
/// may wait there.
@NullMarked
package org.pirouette.prove.arm;

import org.jspecify.annotations.NullMarked;
