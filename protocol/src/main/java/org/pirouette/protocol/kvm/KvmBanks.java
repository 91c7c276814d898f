package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Layout;

/// The words of KVM and of the host's scheduler.
public record KvmBanks(
    ProcessorBank pcpus, VcpuBank vcpus, DeviceBank devices, GlobalBank vm, GhostBank ghosts) {
  /// Declares them.
  ///
  /// @param agents number of agents of the machine
  /// @param shared whether some devices share a physical interrupt
  /// @param inhibitable bits of the reasons for which interrupt virtualization may be inhibited
  public static KvmBanks of(
      Layout layout,
      MachineConfiguration configuration,
      int agents,
      Variation variation,
      boolean shared,
      long inhibitable) {
    return new KvmBanks(
        new ProcessorBank(layout, configuration, agents, variation),
        new VcpuBank(layout, configuration, variation),
        new DeviceBank(layout, configuration, shared),
        new GlobalBank(layout, configuration, inhibitable),
        new GhostBank(layout, configuration));
  }

  /// Number of agents of a machine.
  public static int agents(MachineConfiguration configuration) {
    return configuration.processors() * 5
        + configuration.vcpus().size() * 3
        + configuration.devices().size() * 3
        + 2;
  }
}
