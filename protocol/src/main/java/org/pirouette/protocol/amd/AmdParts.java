package org.pirouette.protocol.amd;

import java.util.List;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.KvmBanks;
import org.pirouette.protocol.kvm.KvmThread;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.Bypass;
import org.pirouette.protocol.x86.Guest;
import org.pirouette.protocol.x86.HostInterrupt;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.LocalApicBank;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.WakeupListBank;
import org.pirouette.protocol.x86.X86Parts;

/// Puts an AMD machine together.
final class AmdParts extends X86Parts {
  final List<Agent> agents;
  final KvmBanks banks;
  final int schedOut;
  final LocalApicBank lapics;
  final VirtualApicBank vapics;
  final WakeupListBank wakeups;
  final AvicBank avics;
  final DoorbellBank doorbells;
  final IommuBank irtes;
  final GaLogBank log;
  final AmdFeatures features;

  AmdParts(MachineConfiguration configuration, AmdFeatures features) {
    super(configuration, features);
    this.features = features;
    ThreadLabels labels = new ThreadLabels();
    Assembly assembly = new Assembly(configuration, configuration.usedWords());
    Program thread = KvmThread.program(assembly, labels, new AmdHooks(configuration, features));
    schedOut = labels.schedOut.pc();
    agents = agents(assembly, thread, labels, programs(assembly));
    int count = agents.size();
    long cursor = Registers.CURSOR.set(0, upTo(configuration.vcpus().size()));
    banks = kvmBanks(count, variation(thread.size(), false, features.avic() ? cursor : 0));
    lapics = new LocalApicBank(layout, configuration.processors(), physicalVectors());
    vapics = new VirtualApicBank(layout, configuration, allVectors(), 0, ipis());
    wakeups = new WakeupListBank(layout, configuration, count, gappi());
    avics = new AvicBank(layout, configuration, features, count);
    doorbells = new DoorbellBank(layout, configuration, features.avic());
    irtes = new IommuBank(layout, configuration, features);
    log = new GaLogBank(layout, configuration, features);
  }

  private boolean gappi() {
    return features.avic() && features.iommu().gappi();
  }

  private Programs programs(Assembly assembly) {
    AmdHooks guest = new AmdHooks(configuration, features);
    return new Programs(
        AvicProcessor.program(assembly),
        HostInterrupt.program(assembly, new AmdHandlers(configuration, features)),
        AvicBus.program(assembly),
        Guest.program(assembly, guest),
        GuestModePost.program(assembly),
        Bypass.program(assembly, new AvicBypass()));
  }

  private long physicalVectors() {
    long mask = hostVectors();
    if (features.avic()) {
      mask |= HostVector.bit(gappi() ? HostVector.WAKEUP : HostVector.GA_LOG);
    }
    return mask;
  }
}
