/// `/dev/kvm` by its own layers: the device, a machine, a vCPU, its statistics; and a guest of a
/// few instructions to see what KVM does with an interrupt here.
@NullMarked
package org.pirouette.host.kvm;

import org.jspecify.annotations.NullMarked;
