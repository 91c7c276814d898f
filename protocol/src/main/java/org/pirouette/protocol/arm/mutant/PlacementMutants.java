package org.pirouette.protocol.arm.mutant;

import static org.pirouette.protocol.arm.mutant.Wrong.replacing;
import static org.pirouette.protocol.arm.mutant.Wrong.without;
import static org.pirouette.protocol.step.Mutant.Expected.EQUIVALENT;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION;

import java.util.List;
import org.pirouette.protocol.arm.ArmMachine;
import org.pirouette.protocol.arm.Forwarding;
import org.pirouette.protocol.arm.TranslationBank;
import org.pirouette.protocol.arm.VgicV4Load;
import org.pirouette.protocol.kvm.DeviceBank;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Step;

/// Mutants of where a vPE, its doorbell and its vLPIs are.
final class PlacementMutants {
  private PlacementMutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "m30",
            "1442ee001198",
            "VMOVP names a vPE that is not mapped on the ITS.",
            "VMOVP at ITS",
            VIOLATION,
            replacing(
                VgicV4Load.MoveVpe.class,
                (origin, machine, agent, choice) -> {
                  origin.move(machine, agent);
                  return Step.NEXT;
                })),
        new Mutant(
            "g-no-vmovp",
            "its_vpe_set_affinity",
            "The vPE becomes resident on another redistributor without VMOVP.",
            "VMOVP at ITS",
            VIOLATION,
            without(VgicV4Load.MoveVpe.class)),
        new Mutant(
            "g-vmovp-one",
            "architecture-more.md 5b.11",
            "VMOVP is sent to one ITS of the list only.",
            "VMOVP at ITS",
            VIOLATION,
            replacing(
                VgicV4Load.MoveVpe.class,
                (origin, machine, agent, choice) ->
                    origin.service() == 0 ? origin.execute(machine, agent, choice) : Step.NEXT)),
        new Mutant(
            "g-doorbell-left",
            "architecture-more.md 5b.11",
            "A pending doorbell stays on the redistributor that the vPE leaves.",
            "move doorbell",
            VIOLATION,
            replacing(
                VgicV4Load.MoveDoorbell.class,
                (origin, machine, agent, choice) -> {
                  int v = machine.numberOf(agent);
                  machine.words.store(machine.vpes.column(v), machine.processorOf(agent));
                  return Step.NEXT;
                })),
        new Mutant(
            "g-no-transfer",
            "kvm_vgic_v4_set_forwarding",
            "What was pending in software when the vLPI was mapped stays there, and nobody is told.",
            "pending_latch to INT",
            VIOLATION,
            replacing(Forwarding.TransferPending.class, PlacementMutants::dropLatch)),
        new Mutant(
            "g-vmovi-forgets",
            "architecture.md 5.5",
            "The pending state of a vLPI stays with the vPE that it leaves.",
            "VMOVI",
            VIOLATION,
            replacing(Forwarding.MoveVlpi.class, PlacementMutants::moveWithoutPending)),
        new Mutant(
            "c-move-always",
            "control",
            "VMOVP is sent even if the vPE is there already.",
            "other pCPU?",
            EQUIVALENT,
            without(VgicV4Load.NeedsMove.class)));
  }

  private static int dropLatch(
      Forwarding.TransferPending origin, ArmMachine machine, int agent, int choice) {
    int d = machine.numberOf(agent);
    int vector = machine.vectorOf(d);
    int latch = machine.vgics.latch(machine.routeVcpu(d), vector >>> 6);
    machine.words.getAndAnd(latch, ~(1L << vector));
    return Step.NEXT;
  }

  private static int moveWithoutPending(
      Forwarding.MoveVlpi origin, ArmMachine machine, int agent, int choice) {
    int d = machine.numberOf(agent);
    int from = machine.routeVcpu(d);
    machine.clearPending(from, machine.vectorOf(d));
    int next = origin.execute(machine, agent, choice);
    int to = machine.get(machine.devices.route(d), DeviceBank.ROUTE_VCPU);
    machine.set(machine.translations.event(d), TranslationBank.VPE, to);
    return next;
  }
}
