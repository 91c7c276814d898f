package org.pirouette.simulate.scenario;

import java.util.List;
import org.pirouette.protocol.kvm.DeliveryMode;

/// A host, what runs on it, and the delivery modes to compare.
///
/// vCPUs and devices are counted over all machines in their order: vCPU 0 is the first of the first
/// machine. All results use these numbers.
///
/// @param name for output, for example `nvme-500k`
/// @param description one sentence for the user
public record Scenario(
    String name,
    String description,
    Host host,
    List<VirtualMachine> machines,
    Arrivals arrivals,
    HostInterrupts hostInterrupts,
    List<DeliveryMode> modes) {

  /// A scenario without recorded interrupts.
  public Scenario(
      String name,
      String description,
      Host host,
      List<VirtualMachine> machines,
      List<DeliveryMode> modes) {
    this(name, description, host, machines, Arrivals.NONE, HostInterrupts.NONE, modes);
  }

  /// Copies the lists and checks that everything named exists.
  public Scenario {
    machines = List.copyOf(machines);
    modes = List.copyOf(modes);
    int virtualProcessors = 0;
    for (VirtualMachine machine : machines) {
      virtualProcessors += machine.processors().size();
      for (VirtualMachine.VirtualProcessor processor : machine.processors()) {
        for (int allowed : processor.allowed()) {
          Check.within("pCPU of a vCPU of " + machine.name(), allowed, 0, host.processors() - 1L);
        }
      }
    }
    Check.within("number of vCPUs", virtualProcessors, 1, 4096);
    for (DeliveryMode mode : modes) {
      if (mode.architecture() != host.architecture()) {
        throw new IllegalArgumentException(
            "%s has no delivery mode '%s', which is one of %s"
                .formatted(host.architecture(), mode.key(), mode.architecture()));
      }
    }
    for (int i = 0; i < arrivals.size(); i++) {
      Check.within(
          "vCPU of an arrival", arrivals.virtualProcessors()[i], 0, virtualProcessors - 1L);
      Check.within("pCPU of an arrival", arrivals.processors()[i], -1, host.processors() - 1L);
    }
    for (int i = 0; i < hostInterrupts.size(); i++) {
      Check.within(
          "pCPU of a host interrupt", hostInterrupts.processors()[i], 0, host.processors() - 1L);
    }
  }

  /// The same scenario on another host.
  public Scenario withHost(Host other) {
    return new Scenario(name, description, other, machines, arrivals, hostInterrupts, modes);
  }

  /// The same scenario with other machines.
  public Scenario withMachines(List<VirtualMachine> others) {
    return new Scenario(name, description, host, others, arrivals, hostInterrupts, modes);
  }

  /// The same scenario with other recorded interrupts.
  public Scenario withArrivals(Arrivals others) {
    return new Scenario(name, description, host, machines, others, hostInterrupts, modes);
  }

  /// The same scenario with other delivery modes to compare.
  public Scenario withModes(List<DeliveryMode> others) {
    return new Scenario(name, description, host, machines, arrivals, hostInterrupts, others);
  }

  /// Number of vCPUs of all machines.
  public int virtualProcessors() {
    return machines.stream().mapToInt(machine -> machine.processors().size()).sum();
  }
}
