package org.pirouette.trace.event;

/// What a handler of the host is for, by the name under which it was requested: the name in
/// `irq_handler_entry` and in `/proc/interrupts`.
public enum HostHandler {
  /// `vfio-msi[0](0000:00:04.0)`, `vfio-msix[3](...)`, `vfio-intx(...)`: an assigned device.
  ASSIGNED_DEVICE("vfio-"),
  /// `arch_timer`: the host's timer on arm64.
  HOST_TIMER("arch_timer"),
  /// `kvm guest vtimer`, `kvm guest ptimer`: a guest's timer on arm64.
  GUEST_TIMER("kvm guest "),
  /// `vcpu`: the doorbell of a vPE (GICv4).
  DOORBELL("vcpu"),
  /// `IPI`: any interprocessor interrupt on arm64; `ipi_entry` tells which.
  IPI("IPI"),
  /// Any other.
  OTHER("");

  private final String start;

  HostHandler(String start) {
    this.start = start;
  }

  /// How names of this kind begin.
  public String start() {
    return start;
  }
}
