package org.pirouette.protocol.intel;

import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.KvmThread;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Agents;
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
  private final Architecture architecture;
  private final IntelFeatures features;
  private final ThreadLabels labels = new ThreadLabels();
  private final int threadSize;
  private final Agents agents;

  /// @param configuration with the features of Intel's machines
  IntelParts(Architecture architecture, MachineConfiguration configuration) {
    super(configuration, IntelFeatures.of(configuration));
    this.architecture = architecture;
    features = IntelFeatures.of(configuration);
    Assembly assembly = new Assembly(configuration, configuration.usedWords());
    Program thread = KvmThread.program(assembly, labels, new IntelHooks(configuration));
    threadSize = thread.size();
    agents = agents(assembly, thread, labels, programs(assembly));
  }

  /// The machine in its initial state.
  IntelMachine machine() {
    int count = agents.all().size();
    IntelBanks banks =
        new IntelBanks(
            kvmBanks(count, variation(threadSize, features.apicv(), handlerScratch())),
            new LocalApicBank(layout, configuration.processors(), physicalVectors()),
            new VirtualApicBank(layout, configuration, allVectors(), allVectors(), ipis()),
            new DescriptorBank(layout, configuration),
            new HostDescriptorBank(layout, configuration, deviceVectors()),
            new WakeupListBank(layout, configuration, count, features.apicv()),
            new NestedBank(layout, configuration),
            new RemappingBank(layout, configuration));
    return new IntelMachine(
        architecture, configuration, layout, agents, labels.schedOut.pc(), banks);
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
    return super.allVectors() | (features.nested() ? NestedBank.L1_NOTIFICATION : 0);
  }
}
