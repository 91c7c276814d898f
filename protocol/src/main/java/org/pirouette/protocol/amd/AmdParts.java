package org.pirouette.protocol.amd;

import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.KvmThread;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Agents;
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
  private final Architecture architecture;
  private final AmdFeatures features;
  private final ThreadLabels labels = new ThreadLabels();
  private final int threadSize;
  private final Agents agents;

  /// @param configuration with the features of AMD's machines
  AmdParts(Architecture architecture, MachineConfiguration configuration) {
    super(configuration, AmdFeatures.of(configuration));
    this.architecture = architecture;
    features = AmdFeatures.of(configuration);
    Assembly assembly = new Assembly(configuration, configuration.usedWords());
    Program thread = KvmThread.program(assembly, labels, new AmdHooks(configuration, features));
    threadSize = thread.size();
    agents = agents(assembly, thread, labels, programs(assembly));
  }

  /// The machine in its initial state.
  AmdMachine machine() {
    int count = agents.all().size();
    long cursor = Registers.CURSOR.set(0, upTo(configuration.vcpus().size()));
    AmdBanks banks =
        new AmdBanks(
            kvmBanks(count, variation(threadSize, false, features.avic() ? cursor : 0)),
            new LocalApicBank(layout, configuration.processors(), physicalVectors()),
            new VirtualApicBank(layout, configuration, allVectors(), 0, ipis()),
            new WakeupListBank(layout, configuration, count, gappi()),
            new AvicBank(layout, configuration, features, count),
            new DoorbellBank(layout, configuration, features.avic()),
            new IommuBank(layout, configuration, features),
            new GaLogBank(layout, configuration, features));
    return new AmdMachine(architecture, configuration, layout, agents, labels.schedOut.pc(), banks);
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
