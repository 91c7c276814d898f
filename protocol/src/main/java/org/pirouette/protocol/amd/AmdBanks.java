package org.pirouette.protocol.amd;

import org.pirouette.protocol.kvm.KvmBanks;
import org.pirouette.protocol.x86.LocalApicBank;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.WakeupListBank;

/// The words of an AMD machine.
record AmdBanks(
    KvmBanks kvm,
    LocalApicBank lapics,
    VirtualApicBank vapics,
    WakeupListBank wakeups,
    AvicBank avics,
    DoorbellBank doorbells,
    IommuBank irtes,
    GaLogBank log) {}
