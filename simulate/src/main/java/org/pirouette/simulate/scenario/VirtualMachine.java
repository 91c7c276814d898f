package org.pirouette.simulate.scenario;

import java.util.List;

/// A virtual machine: its vCPUs and the devices passed through to it.
///
/// @param x2apic whether the guest uses its local APIC in x2APIC mode; decides which exit an EOI or
///   an ICR write is without APIC virtualization
/// @param ipiVirtualization whether the processor posts the guest's IPIs itself (Intel IPI
///   virtualization); only in modes with a virtual APIC
public record VirtualMachine(
    String name,
    List<VirtualProcessor> processors,
    List<Device> devices,
    boolean x2apic,
    boolean ipiVirtualization) {

  /// A vCPU.
  ///
  /// @param allowed the pCPUs on which it may run; one for a pinned vCPU. It starts on the first.
  public record VirtualProcessor(List<Integer> allowed, Guest guest) {
    /// Copies the list.
    public VirtualProcessor {
      allowed = List.copyOf(allowed);
      if (allowed.isEmpty()) {
        throw new IllegalArgumentException("a vCPU needs at least one pCPU on which it may run");
      }
    }

    /// A vCPU pinned to one pCPU.
    public static VirtualProcessor pinned(int processor, Guest guest) {
      return new VirtualProcessor(List.of(processor), guest);
    }
  }

  /// Copies the lists and checks that devices and IPIs name vCPUs of this machine.
  public VirtualMachine {
    processors = List.copyOf(processors);
    devices = List.copyOf(devices);
    if (processors.isEmpty()) {
      throw new IllegalArgumentException("machine " + name + " needs at least one vCPU");
    }
    for (Device device : devices) {
      Check.within(
          "vCPU of " + device.name(), device.virtualProcessor(), 0, processors.size() - 1L);
    }
    for (VirtualProcessor processor : processors) {
      if (processor.guest() instanceof Guest.Synthetic synthetic) {
        for (Guest.Ipi ipi : synthetic.ipis()) {
          Check.within("target of an IPI of " + name, ipi.target(), 0, processors.size() - 1L);
        }
      }
    }
  }
}
