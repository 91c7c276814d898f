/// Mutants of the AMD protocol: historical bugs, each as the replacement of one step.
@NullMarked
package org.pirouette.protocol.amd.mutant;

import org.jspecify.annotations.NullMarked;
