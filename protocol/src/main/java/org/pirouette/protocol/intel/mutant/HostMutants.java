package org.pirouette.protocol.intel.mutant;

import static org.pirouette.protocol.intel.mutant.Wrong.replacing;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION;
import static org.pirouette.protocol.step.Step.NEXT;

import java.util.List;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.intel.RemappingEntry;
import org.pirouette.protocol.kvm.DeviceBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.x86.Bypass;
import org.pirouette.protocol.x86.HostInterrupt;
import org.pirouette.protocol.x86.Offline;
import org.pirouette.protocol.x86.Timer;

/// Mutants of what the host does besides running vCPUs (A10, A11): IRTEs, host interrupts, pCPUs
/// that go offline, and timers that the VMX preemption timer counts for.
final class HostMutants {
  private HostMutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "m17",
            "9bcac97dc42d (CVE-2025-37885)",
            "A new route that cannot be posted leaves the IRTE posting to the old vCPU.",
            "IRTE := route",
            VIOLATION,
            replacing(
                Bypass.UpdateEntry.class,
                (origin, machine, agent, choice) ->
                    unpostable(machine, agent) ? NEXT : origin.execute(machine, agent, choice))),
        new Mutant(
            "m19",
            "688124cc541f",
            "A change of the host's affinity overwrites an IRTE that posts to a vCPU.",
            "host affinity",
            VIOLATION,
            replacing(
                Bypass.SetAffinity.class,
                (origin, machine, agent, choice) -> {
                  int next = origin.execute(machine, agent, choice);
                  machine.writeHostEntry(machine.numberOf(agent));
                  return next;
                })),
        new Mutant(
            "m19b",
            "2454823e97a6",
            "Un-posting leaves a remapped IRTE although the host uses posted MSIs.",
            "IRTE := route",
            VIOLATION,
            replacing(Bypass.UpdateEntry.class, HostMutants::restoreWrongMode)),
        new Mutant(
            "m20",
            "0edc78b82bea",
            "A retriggered interrupt of a posted MSI is never ended in the local APIC.",
            "irq_ack: EOI",
            VIOLATION,
            replacing(
                HostInterrupt.AcknowledgeDevice.class, (origin, machine, agent, choice) -> NEXT)),
        new Mutant(
            "m37",
            "xen 92fc8d10f5",
            "A pCPU goes offline and those on its wakeup list sleep on.",
            "wake next on list",
            VIOLATION,
            replacing(Offline.WakeNext.class, (origin, machine, agent, choice) -> NEXT)),
        new Mutant(
            "m38",
            "xen 93358e8e83",
            "The two halves of a live IRTE are written one after the other.",
            "IRTE := route",
            VIOLATION,
            replacing(Bypass.UpdateEntry.class, HostMutants::writeHalves)),
        new Mutant(
            "t1",
            "design: the exit posts",
            "The exit of the VMX preemption timer stops the timer and posts nothing.",
            "preemption timer expired",
            VIOLATION,
            replacing(Timer.Expire.class, HostMutants::expireWithoutPost)),
        new Mutant(
            "t2",
            "vcpu_block (the obligation)",
            "A vCPU halts and leaves its timer to the preemption timer, which counts no more.",
            "switch to host timer",
            VIOLATION,
            replacing(
                Timer.SwitchToHost.class, (origin, machine, agent, choice) -> origin.halt())));
  }

  private static int expireWithoutPost(
      Timer.Expire origin, IntelMachine machine, int agent, int choice) {
    machine.takeTimer(machine.numberOf(agent));
    return origin.execute(machine, agent, choice);
  }

  private static boolean unpostable(IntelMachine machine, int agent) {
    return machine.get(machine.devices.route(machine.numberOf(agent)), DeviceBank.UNPOSTABLE) == 1;
  }

  private static int restoreWrongMode(
      Bypass.UpdateEntry origin, IntelMachine machine, int agent, int choice) {
    if (!unpostable(machine, agent)) {
      return origin.execute(machine, agent, choice);
    }
    int d = machine.numberOf(agent);
    int p = (int) machine.words().load(machine.devices.hostCpu(d));
    machine.writeEntry(d, RemappingEntry.remappedLow(p, machine.hostVector(d)), 0);
    return NEXT;
  }

  private static int writeHalves(
      Bypass.UpdateEntry origin, IntelMachine machine, int agent, int choice) {
    int d = machine.numberOf(agent);
    long high = machine.words().load(machine.irtes.irteHigh(d));
    int next = origin.execute(machine, agent, choice);
    if (!machine.takeFlag(agent)) {
      machine.words().store(machine.irtes.irteHigh(d), high);
      machine.setRegister(agent, Registers.FLAG, 1);
      return machine.pc(agent);
    }
    return next;
  }
}
