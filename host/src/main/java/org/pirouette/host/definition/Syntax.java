package org.pirouette.host.definition;

/// In which form a virtual machine is described.
public enum Syntax {
  QEMU("QEMU command line"),
  LIBVIRT("libvirt XML"),
  PROXMOX("Proxmox .conf"),
  CLOUD_HYPERVISOR("Cloud Hypervisor JSON"),
  FIRECRACKER("Firecracker JSON");

  private final String title;

  Syntax(String title) {
    this.title = title;
  }

  /// What people call it.
  public String title() {
    return title;
  }
}
