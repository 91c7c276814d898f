package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.KvmBanks;

/// The words of an Arm machine.
record ArmBanks(
    KvmBanks kvm,
    HostGicBank gic,
    RedistributorBank redistributors,
    VpeBank vpes,
    VgicBank vgics,
    TranslationBank translations) {}
