package org.pirouette.protocol.intel;

import java.util.List;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.KvmBanks;
import org.pirouette.protocol.kvm.KvmThread;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.Bus;
import org.pirouette.protocol.x86.Bypass;
import org.pirouette.protocol.x86.Guest;
import org.pirouette.protocol.x86.HostInterrupt;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.LocalApicBank;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.WakeupListBank;
import org.pirouette.protocol.x86.X86Parts;

/// Puts an Intel machine together.
final class IntelParts extends X86Parts {
  final List<Agent> agents;
  final KvmBanks banks;
  final int schedOut;
  final LocalApicBank lapics;
  final VirtualApicBank vapics;
  final DescriptorBank pids;
  final HostDescriptorBank hostPids;
  final WakeupListBank wakeups;
  final NestedBank nested;
  final RemappingBank irtes;
  private final IntelFeatures features;

  IntelParts(MachineConfiguration configuration) {
    super(configuration, IntelFeatures.of(configuration));
    features = IntelFeatures.of(configuration);
    ThreadLabels labels = new ThreadLabels();
    Assembly assembly = new Assembly(configuration, configuration.usedWords());
    Program thread = KvmThread.program(assembly, labels, new IntelHooks(configuration));
    schedOut = labels.schedOut.pc();
    agents = agents(assembly, thread, labels, programs(assembly));
    int count = agents.size();
    banks = kvmBanks(count, variation(thread.size(), features.apicv(), handlerScratch()));
    lapics = new LocalApicBank(layout, configuration.processors(), physicalVectors());
    vapics = new VirtualApicBank(layout, configuration, allVectors(), allVectors(), ipis());
    pids = new DescriptorBank(layout, configuration);
    hostPids = new HostDescriptorBank(layout, configuration, deviceVectors());
    wakeups = new WakeupListBank(layout, configuration, count, features.apicv());
    nested = new NestedBank(layout, configuration);
    irtes = new RemappingBank(layout, configuration);
  }

  private Programs programs(Assembly assembly) {
    return new Programs(
        PostedInterruptProcessing.program(assembly),
        HostInterrupt.program(assembly, new IntelHandlers(configuration)),
        Bus.program(assembly),
        Guest.program(assembly, new IntelHooks(configuration)),
        DevicePost.program(assembly),
        Bypass.program(assembly, new IntelBypass(configuration)));
  }

  private long handlerScratch() {
    long cursor = Registers.CURSOR.set(0, upTo(configuration.vcpus().size()));
    return (features.apicv() ? cursor : 0)
        | (features.postedMsi() ? PostedMsiHandler.ROUND.mask() : 0);
  }

  private long physicalVectors() {
    long mask = hostVectors();
    if (features.apicv()) {
      mask |= HostVector.bit(HostVector.NOTIFICATION) | HostVector.bit(HostVector.WAKEUP);
    }
    mask |= features.nested() ? HostVector.bit(HostVector.NESTED) : 0;
    return mask | (features.postedMsi() ? HostVector.bit(HostVector.POSTED_MSI) : 0);
  }

  @Override
  protected long allVectors() {
    return super.allVectors() | (features.nested() ? Nested.L1_NOTIFICATION : 0);
  }
}
