package org.pirouette.protocol.kvm;

/// What a delivery mode is, whatever the architecture. What is above the protocol asks for roles,
/// never for a mode by its name.
public enum Role {
  /// The hardware helps with nothing: each interrupt is injected by software.
  BASELINE,
  /// The device interrupts the host, which delivers to the guest with the hardware's help.
  HOST_DELIVERED,
  /// The device reaches the guest without the host.
  DIRECT,
  /// The guest polls in place of taking interrupts.
  POLLED
}
