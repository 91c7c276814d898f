package org.pirouette.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pirouette.protocol.amd.AmdFeatures;
import org.pirouette.protocol.amd.AmdFeatures.Iommu;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Limits;
import org.pirouette.protocol.kvm.MachineBuilder;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Device;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.kvm.MachineConfiguration.VirtualProcessor;

/// Small AMD machines in which everything may happen, for tests.
final class AmdSituations {
  private AmdSituations() {}

  static Map<String, MachineConfiguration> all() {
    Map<String, MachineConfiguration> all = new LinkedHashMap<>();
    for (Iommu iommu : new Iommu[] {Iommu.LOG.withLog(4), Iommu.GAPPI}) {
      String how = iommu.gappi() ? "GAPPI" : "GALog";
      all.put(
          how + ", one vCPU",
          posted(iommu).processors(1).vcpu(0).device(0, 0xC1, Path.POSTED, 0).build());
      all.put(
          how + ", migrating",
          posted(iommu)
              .processors(2)
              .vcpu(0, 1)
              .device(0, 0xC1, Path.POSTED, 0)
              .limit(Limit.USERSPACE_EXITS, 1)
              .build());
      all.put(
          how + ", two vCPUs share",
          posted(iommu)
              .processors(2)
              .vcpu(0, 1)
              .vcpu(0, 1)
              .device(0, 0xC1, Path.POSTED, 0)
              .device(1, 0x51, Path.POSTED, 1)
              .limit(Limit.MASKS, 1)
              .limit(Limit.PRIORITY_CHANGES, 2)
              .build());
      all.put(
          how + ", inhibition",
          posted(iommu)
              .processors(2)
              .vcpu(0, 1)
              .vcpu(1)
              .device(0, 0xC1, Path.POSTED, 0)
              .device(0, 0x51, Path.REMAPPED, 1)
              .interProcessorInterrupt(1, 0, 0x61)
              .limit(Limit.IPIS, 2)
              .limit(Limit.INHIBITIONS, 3)
              .limit(Limit.MASKS, 1)
              .build());
    }
    all.put(
        "device interrupts through the host",
        posted(Iommu.LOG.withLog(4))
            .processors(2)
            .vcpu(0, 1)
            .device(0, 0xC1, Path.REMAPPED, 1)
            .device(0, 0x51, Path.REMAPPED, 0)
            .limit(Limit.MASKS, 1)
            .build());
    all.put(
        "svm",
        posted(Iommu.LOG.withLog(4))
            .features(AmdFeatures.svm())
            .processors(2)
            .vcpu(0, 1)
            .vcpu(1)
            .device(0, 0xC1, Path.REMAPPED, 1)
            .device(0, 0x51, Path.REMAPPED, 0)
            .interProcessorInterrupt(1, 0, 0x61)
            .limit(Limit.IPIS, 2)
            .limit(Limit.MASKS, 2)
            .limit(Limit.PRIORITY_CHANGES, 2)
            .build());
    AmdFeatures log = AmdFeatures.posted().with(Iommu.LOG.withLog(4));
    all.put("IPIs", ipis(log));
    all.put("IPIs, erratum 1235 with its workaround", ipis(log.withErratum1235(true)));
    all.put(
        "timers",
        posted(Iommu.LOG.withLog(4))
            .processors(2)
            .vcpu(new VirtualProcessor(List.of(0, 1), 0xEC))
            .vcpu(new VirtualProcessor(List.of(1), 0xEE))
            .device(0, 0xC1, Path.POSTED, 0)
            .limit(Limit.TIMERS, 2)
            .build());
    all.put(
        "hot-plug",
        posted(Iommu.LOG.withLog(4))
            .processors(2)
            .vcpu(0, 1)
            .device(new Device(0, 0xC1, Path.REMAPPED, 1, 0, false))
            .device(new Device(0, 0x51, Path.UNPLUGGED, 0, 0, false))
            .limit(Limit.PLUGS, 3)
            .limit(Limit.AFFINITY_CHANGES, 1)
            .build());
    all.put(
        "level-triggered",
        posted(Iommu.LOG.withLog(4))
            .processors(2)
            .vcpu(0, 1)
            .device(new Device(0, 0xC1, Path.REMAPPED, 1, 0, true))
            .device(0, 0x51, Path.POSTED, 1)
            .build());
    return all;
  }

  /// On processors with erratum 1235 and IPIs by hardware all the same.
  static MachineConfiguration erratum() {
    return ipis(AmdFeatures.posted().with(Iommu.LOG.withLog(4)).withErratum1235(false));
  }

  /// Every situation with its own name, some that are expected to fail among them.
  static MachineConfiguration routes() {
    return posted(Iommu.LOG.withLog(4))
        .processors(2)
        .vcpu(0, 1)
        .vcpu(1, 0)
        .device(new Device(0, 0xC1, Path.POSTED, 1, 1, false))
        .limit(Limit.ROUTE_CHANGES, 2)
        .build();
  }

  private static MachineConfiguration ipis(AmdFeatures features) {
    return posted(features.iommu())
        .features(features.withHaltPolling())
        .processors(2)
        .vcpu(0)
        .vcpu(1, 0)
        .interProcessorInterrupt(0, 1, 0x61)
        .interProcessorInterrupt(1, 0, 0xD2)
        .interProcessorInterrupt(0, 0, 0x33)
        .limit(Limit.IPIS, 2)
        .limit(Limit.POLLS, 2)
        .build();
  }

  private static MachineBuilder posted(Iommu iommu) {
    return MachineConfiguration.builder()
        .features(AmdFeatures.posted().with(iommu))
        .limits(Limits.none())
        .limit(Limit.RAISES, 3)
        .limit(Limit.HALTS, 3)
        .limit(Limit.PREEMPTIONS, 2)
        .limit(Limit.EXITS, 1)
        .ghosts();
  }
}
