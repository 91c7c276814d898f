/// What Intel and AMD share: the emulated APIC, event injection, exits, and the guest.
@NullMarked
package org.pirouette.protocol.x86;

import org.jspecify.annotations.NullMarked;
