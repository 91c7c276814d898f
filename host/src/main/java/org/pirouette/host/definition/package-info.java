/// How virtual machines are described (QEMU, libvirt, Proxmox, Cloud Hypervisor, Firecracker), and
/// which of their options inhibit or decide posted interrupts.
@NullMarked
package org.pirouette.host.definition;

import org.jspecify.annotations.NullMarked;
