package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.MachineConfiguration;

/// What an x86 host and its hypervisor use, as far as the code of Intel and AMD asks.
public interface X86Features extends Features {
  /// The features of a configuration of an x86 machine.
  static X86Features of(MachineConfiguration configuration) {
    return (X86Features) configuration.features();
  }

  /// The processor virtualizes the APIC (KVM's word for APICv and AVIC alike).
  boolean apicv();

  /// IPIs are posted by the sending processor itself.
  boolean ipiVirtualization();

  /// The guest accesses its APIC by MSRs; else by its page.
  boolean x2apic();

  /// ICR writes are emulated with interrupts off, straight after the exit.
  boolean fastpath();

  /// The vCPUs run a nested guest (L2) whose hypervisor uses posted interrupts.
  boolean nested();
}
