package org.pirouette.protocol.intel;

import org.pirouette.protocol.kvm.KvmBanks;
import org.pirouette.protocol.x86.LocalApicBank;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.WakeupListBank;

/// The words of an Intel machine.
record IntelBanks(
    KvmBanks kvm,
    LocalApicBank lapics,
    VirtualApicBank vapics,
    DescriptorBank pids,
    HostDescriptorBank hostPids,
    WakeupListBank wakeups,
    NestedBank nested,
    RemappingBank irtes) {}
