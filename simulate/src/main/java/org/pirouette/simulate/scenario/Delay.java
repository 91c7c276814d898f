package org.pirouette.simulate.scenario;

/// Times that pass without any processor working: messages on their way, processors that wake up. A
/// cost profile gives each in cycles of the host's clock, with a source.
public enum Delay {
  /// From the device's MSI write to the IOMMU's entry fetch.
  DEVICE_TO_IOMMU,
  /// From the IOMMU to the local APIC of the destination.
  INTERRUPT_MESSAGE,
  /// From the write of ICR to the local APIC of the destination.
  IPI_MESSAGE,
  /// From an interrupt to the first instruction of an idle pCPU: leaving its idle state.
  IDLE_EXIT,
  /// Between two checks of a polling loop in the guest or the host.
  POLL_LOOP
}
