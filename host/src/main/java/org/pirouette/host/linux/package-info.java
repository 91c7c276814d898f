/// System calls through the foreign function and memory API: the kernel log, KVM, perf events.
@NullMarked
package org.pirouette.host.linux;

import org.jspecify.annotations.NullMarked;
