/// AMD in the prover: the rules about IsRunning, doorbells and the log, and where interrupts may
/// wait there.
@NullMarked
package org.pirouette.prove.amd;

import org.jspecify.annotations.NullMarked;
