package org.pirouette.protocol.arm;

/// What a host's interrupt controller does for guests.
public enum Gic {
  /// GICv3: list registers only.
  V3,
  /// GICv4.0: vLPIs, with a doorbell for each event.
  V4_0,
  /// GICv4.1: vLPIs, with a default doorbell for each vPE.
  V4_1;

  /// Whether devices reach guests without the host.
  public boolean direct() {
    return this != V3;
  }
}
