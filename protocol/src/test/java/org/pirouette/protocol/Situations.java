package org.pirouette.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pirouette.protocol.intel.IntelFeatures;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Limits;
import org.pirouette.protocol.kvm.MachineBuilder;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Device;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.kvm.MachineConfiguration.VirtualProcessor;

/// Small machines in which everything may happen, for tests.
final class Situations {
  private Situations() {}

  static Map<String, MachineConfiguration> all() {
    Map<String, MachineConfiguration> all = new LinkedHashMap<>();
    all.put(
        "posted, one vCPU", posted().processors(1).vcpu(0).device(0, 0xC1, Path.POSTED, 0).build());
    all.put(
        "posted, migrating",
        posted()
            .processors(2)
            .vcpu(0, 1)
            .device(0, 0xC1, Path.POSTED, 0)
            .limit(Limit.USERSPACE_EXITS, 1)
            .build());
    all.put(
        "posted, two vCPUs share",
        posted()
            .processors(2)
            .vcpu(0, 1)
            .vcpu(0, 1)
            .device(0, 0xC1, Path.POSTED, 0)
            .device(1, 0x51, Path.POSTED, 1)
            .limit(Limit.MASKS, 1)
            .limit(Limit.PRIORITY_CHANGES, 2)
            .build());
    all.put(
        "remapped with APICv",
        posted()
            .processors(2)
            .vcpu(0, 1)
            .device(0, 0xC1, Path.REMAPPED, 1)
            .device(0, 0x51, Path.REMAPPED, 0)
            .limit(Limit.MASKS, 1)
            .build());
    all.put(
        "emulated",
        posted()
            .features(IntelFeatures.emulated())
            .processors(2)
            .vcpu(0, 1)
            .device(0, 0xC1, Path.REMAPPED, 1)
            .device(0, 0x51, Path.REMAPPED, 0)
            .limit(Limit.MASKS, 2)
            .limit(Limit.PRIORITY_CHANGES, 2)
            .build());
    for (boolean virtual : new boolean[] {false, true}) {
      all.put(
          virtual ? "IPIs, virtualized" : "IPIs",
          posted()
              .features(new IntelFeatures(true, virtual, true, true, false, false, false))
              .processors(2)
              .vcpu(0)
              .vcpu(1, 0)
              .interProcessorInterrupt(0, 1, 0x61)
              .interProcessorInterrupt(1, 0, 0xD2)
              .interProcessorInterrupt(0, 0, 0x33)
              .limit(Limit.IPIS, 2)
              .limit(Limit.POLLS, 2)
              .build());
    }
    all.put(
        "IPIs, fastpath",
        posted()
            .features(new IntelFeatures(true, false, true, true, true, false, false))
            .processors(2)
            .vcpu(0)
            .vcpu(1)
            .interProcessorInterrupt(0, 1, 0x61)
            .interProcessorInterrupt(0, 0, 0x33)
            .device(0, 0xC1, Path.POSTED, 0)
            .limit(Limit.IPIS, 2)
            .limit(Limit.POLLS, 2)
            .build());
    all.put(
        "timers",
        posted()
            .processors(2)
            .vcpu(new VirtualProcessor(List.of(0, 1), 0xEC))
            .vcpu(new VirtualProcessor(List.of(1), 0xEE))
            .device(0, 0xC1, Path.POSTED, 0)
            .limit(Limit.TIMERS, 2)
            .build());
    all.put(
        "preemption timers",
        posted()
            .processors(2)
            .vcpu(new VirtualProcessor(List.of(0, 1), 0xEC, true))
            .vcpu(new VirtualProcessor(List.of(1), 0xEE))
            .device(0, 0xC1, Path.POSTED, 0)
            .limit(Limit.TIMERS, 2)
            .build());
    all.put(
        "hot-plug and routes",
        posted()
            .processors(2)
            .vcpu(0, 1)
            .vcpu(1, 0)
            .device(new Device(0, 0xC1, Path.REMAPPED, 1, 1, false))
            .device(new Device(1, 0x51, Path.UNPLUGGED, 0, 0, false))
            .limit(Limit.PLUGS, 3)
            .limit(Limit.ROUTE_CHANGES, 2)
            .limit(Limit.AFFINITY_CHANGES, 1)
            .build());
    all.put(
        "inhibition",
        posted()
            .processors(2)
            .vcpu(0, 1)
            .device(0, 0xC1, Path.POSTED, 0)
            .device(0, 0x51, Path.REMAPPED, 1)
            .limit(Limit.INHIBITIONS, 3)
            .limit(Limit.MASKS, 1)
            .build());
    all.put(
        "restore",
        posted()
            .processors(1)
            .vcpu(new VirtualProcessor(List.of(0), 0xEC))
            .device(0, 0xC1, Path.POSTED, 0)
            .limit(Limit.USERSPACE_EXITS, 2)
            .limit(Limit.RESTORES, 2)
            .build());
    all.put(
        "offline",
        posted()
            .processors(2)
            .vcpu(0, 1)
            .vcpu(1, 0)
            .device(0, 0xC1, Path.POSTED, 0)
            .device(1, 0x51, Path.POSTED, 0)
            .limit(Limit.OFFLINES, 1)
            .build());
    all.put(
        "nested",
        posted()
            .features(new IntelFeatures(true, false, true, true, false, true, false))
            .processors(2)
            .vcpu(0)
            .vcpu(1, 0)
            .interProcessorInterrupt(0, 1, 0xD1)
            .interProcessorInterrupt(1, 0, 0xC2)
            .limit(Limit.IPIS, 3)
            .limit(Limit.POLLS, 2)
            .build());
    all.put(
        "posted MSIs of the host",
        posted()
            .features(new IntelFeatures(true, false, true, false, false, false, true))
            .processors(2)
            .vcpu(0, 1)
            .device(0, 0xC1, Path.REMAPPED, 1)
            .device(new Device(0, 0x51, Path.POSTED, 0, 0, false))
            .device(0, 0x52, Path.REMAPPED, 1)
            .limit(Limit.ROUTE_CHANGES, 1)
            .limit(Limit.AFFINITY_CHANGES, 2)
            .build());
    all.put(
        "level-triggered",
        posted()
            .processors(2)
            .vcpu(0, 1)
            .device(new Device(0, 0xC1, Path.REMAPPED, 1, 0, true))
            .device(0, 0x51, Path.POSTED, 1)
            .build());
    return all;
  }

  /// More devices than a pCPU has vectors for them.
  static MachineConfiguration manyDevices() {
    MachineBuilder many = posted().processors(2).vcpu(0).limit(Limit.RAISES, 1);
    for (int d = 0; d < 60; d++) {
      many.device(0, 0x40 + d, Path.REMAPPED, 1);
    }
    return many.build();
  }

  private static MachineBuilder posted() {
    return MachineConfiguration.builder()
        .limits(Limits.none())
        .limit(Limit.RAISES, 3)
        .limit(Limit.HALTS, 3)
        .limit(Limit.PREEMPTIONS, 2)
        .limit(Limit.EXITS, 1)
        .ghosts();
  }
}
