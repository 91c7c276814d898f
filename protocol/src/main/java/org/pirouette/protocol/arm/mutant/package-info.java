/// Historical bugs of the Arm path, and harmless changes, each as the replacement of a step.
@NullMarked
package org.pirouette.protocol.arm.mutant;

import org.jspecify.annotations.NullMarked;
