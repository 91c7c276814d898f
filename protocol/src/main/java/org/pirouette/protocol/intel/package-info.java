/// Intel's posted interrupts: VT-d, VMX, the posted-interrupt descriptor and KVM's code for them.
@NullMarked
package org.pirouette.protocol.intel;

import org.jspecify.annotations.NullMarked;
