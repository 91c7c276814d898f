/// What KVM and the host's scheduler do on every architecture.
@NullMarked
package org.pirouette.protocol.kvm;

import org.jspecify.annotations.NullMarked;
