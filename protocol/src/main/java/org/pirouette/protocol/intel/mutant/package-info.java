/// Mutants of the protocol: historical bugs, each as the replacement of one step.
@NullMarked
package org.pirouette.protocol.intel.mutant;

import org.jspecify.annotations.NullMarked;
