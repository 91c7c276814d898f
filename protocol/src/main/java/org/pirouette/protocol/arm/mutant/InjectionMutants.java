package org.pirouette.protocol.arm.mutant;

import static org.pirouette.protocol.arm.mutant.Wrong.replacing;
import static org.pirouette.protocol.arm.mutant.Wrong.without;
import static org.pirouette.protocol.step.Mutant.Expected.EQUIVALENT;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION_UNDER_TSO;

import java.util.List;
import org.pirouette.protocol.arm.ArmMachine;
import org.pirouette.protocol.arm.GuestEntry;
import org.pirouette.protocol.arm.VgicBank;
import org.pirouette.protocol.arm.VgicInject;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.step.Mutant;

/// Mutants of the way through the host: injection, list registers, entry.
final class InjectionMutants {
  private InjectionMutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "g-no-request",
            "kvm_vcpu_exit_request",
            "An injection kicks the vCPU without KVM_REQ_IRQ_PENDING: an entry that has filled its"
                + " list registers goes on.",
            "request IRQ_PENDING",
            VIOLATION,
            without(VgicInject.RequestIrqPending.class)),
        new Mutant(
            "g-order-mode",
            "smp_store_mb",
            "Nothing orders mode := IN_GUEST before the last look at the requests.",
            "barrier",
            VIOLATION_UNDER_TSO,
            without(GuestEntry.OrderMode.class)),
        new Mutant(
            "g-no-sync",
            "vgic_fold_lr_state",
            "What the guest did not take from its list registers is forgotten at the exit.",
            "list registers to latch",
            VIOLATION,
            replacing(GuestEntry.Sync.class, InjectionMutants::forget)),
        new Mutant(
            "g-no-underflow",
            "vgic_v3_set_underflow",
            "More interrupts than list registers, and no maintenance interrupt.",
            "latch to list registers",
            VIOLATION,
            replacing(
                GuestEntry.Flush.class,
                (origin, machine, agent, choice) -> {
                  int next = origin.execute(machine, agent, choice);
                  int control = machine.vgics.control(machine.numberOf(agent));
                  machine.set(control, VgicBank.UNDERFLOW, 0);
                  return next;
                })),
        new Mutant(
            "c-request-twice",
            "control",
            "An injection asks all vCPUs to come by their entries, not just the target.",
            "request IRQ_PENDING",
            EQUIVALENT,
            replacing(VgicInject.RequestIrqPending.class, InjectionMutants::requestTwice)));
  }

  private static int forget(GuestEntry.Sync origin, ArmMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    for (int word : machine.usedWords()) {
      machine.words.store(machine.vgics.list(v, word), 0);
    }
    return origin.execute(machine, agent, choice);
  }

  private static int requestTwice(
      VgicInject.RequestIrqPending origin, ArmMachine machine, int agent, int choice) {
    int target = machine.register(agent, Registers.TARGET);
    for (int v = 0; v < machine.configuration().vcpus().size(); v++) {
      if (v != target) {
        machine.words.getAndOr(machine.vcpus.requests(v), Request.EVENT);
      }
    }
    return origin.execute(machine, agent, choice);
  }
}
