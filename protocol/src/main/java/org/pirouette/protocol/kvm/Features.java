package org.pirouette.protocol.kvm;

/// What the host and its hypervisor use, as far as the code of every architecture asks. Each
/// architecture has its own record with the rest.
public interface Features {
  /// What current hosts of the architecture use, whichever that is.
  Features USUAL = () -> false;

  /// KVM polls before it lets a halted vCPU sleep.
  boolean haltPolling();
}
