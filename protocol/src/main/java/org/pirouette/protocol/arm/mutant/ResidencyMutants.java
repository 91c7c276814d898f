package org.pirouette.protocol.arm.mutant;

import static org.pirouette.protocol.arm.mutant.Wrong.hastening;
import static org.pirouette.protocol.arm.mutant.Wrong.replacing;
import static org.pirouette.protocol.arm.mutant.Wrong.without;
import static org.pirouette.protocol.step.Mutant.Expected.EQUIVALENT;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION_UNDER_TSO;

import java.util.List;
import java.util.function.UnaryOperator;
import org.pirouette.model.arm.Vpendbaser;
import org.pirouette.protocol.arm.ArmMachine;
import org.pirouette.protocol.arm.DoorbellHandler;
import org.pirouette.protocol.arm.GuestEntry;
import org.pirouette.protocol.arm.Redistributor;
import org.pirouette.protocol.arm.RedistributorBank;
import org.pirouette.protocol.arm.VgicV4Load;
import org.pirouette.protocol.arm.VgicV4Put;
import org.pirouette.protocol.arm.VpeBank;
import org.pirouette.protocol.arm.VpeLock;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Step;

/// Mutants of coming in, going out, and the doorbell.
final class ResidencyMutants {
  private ResidencyMutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "m29",
            "b321c31c9b7b",
            "A thread that is preempted while it blocks makes its vPE resident again.",
            "resident, or in WFI?",
            VIOLATION,
            replacing(VgicV4Load.Classify.class, ResidencyMutants::loadInWfi)),
        new Mutant(
            "m32",
            "57e3cebd022f",
            "The guest is entered while its pending table is still being parsed.",
            "R4 wait for Dirty = 0",
            VIOLATION,
            without(GuestEntry.Commit.class)),
        new Mutant(
            "g-skip-d1",
            "architecture-more.md 5b.11",
            "Valid is cleared while the pending table is still being parsed.",
            "D1 wait for Dirty = 0",
            VIOLATION,
            without(VgicV4Put.AwaitParsed.class)),
        new Mutant(
            "g-early-d4",
            "architecture.md 5.5 rule 4",
            "PendingLast is read while Dirty is still 1.",
            "D4 pending_last := PendingLast",
            VIOLATION,
            hastening(VgicV4Put.ReadPendingLast.class, ResidencyMutants::readEarly)),
        new Mutant(
            "g-no-lock",
            "a3f574cd6548",
            "The doorbell's handler does not take vpe_lock: put overwrites what it noted.",
            "handler: lock vpe_lock",
            VIOLATION,
            withoutHandlersLock()),
        new Mutant(
            "g-no-lock-4.0",
            "its_vpe_deschedule",
            "Put reads PendingLast with interrupts on, as GICv4.0's does: the doorbell's handler on"
                + " the same pCPU comes in between, and is overwritten.",
            "lock vpe_lock",
            VIOLATION,
            withoutPutsLock()),
        new Mutant(
            "g-unlock-relaxed",
            "raw_spin_unlock: stlr",
            "Put releases vpe_lock by a plain store, which may overtake that of pending_last.",
            "unlock vpe_lock",
            VIOLATION_UNDER_TSO,
            replacing(VgicV4Put.Unlock.class, ResidencyMutants::unlockRelaxed)),
        new Mutant(
            "g-no-pending-last",
            "vgic_v4_doorbell_handler",
            "The doorbell's handler kicks the vCPU and notes nothing.",
            "pending_last := 1",
            VIOLATION,
            without(DoorbellHandler.SetPendingLast.class)),
        new Mutant(
            "g-no-doorbell",
            "architecture-more.md 5b.7",
            "The vPE of a vCPU in WFI goes out without a request for its doorbell.",
            "D2 Valid := 0",
            VIOLATION,
            replacing(VgicV4Put.MakeNonResident.class, ResidencyMutants::goOutSilently)),
        new Mutant(
            "g-arm-early",
            "architecture-more.md 5b.11",
            "The redistributor arms the doorbell before it has computed PendingLast.",
            "D3 PendingLast, arm doorbell",
            VIOLATION,
            replacing(Redistributor.WriteBack.class, ResidencyMutants::armFirst)),
        new Mutant(
            "g-arm-late",
            "architecture-more.md 5b.7",
            "The redistributor computes PendingLast, and arms the doorbell some time later.",
            "D3 PendingLast, arm doorbell",
            VIOLATION,
            armingLate()),
        new Mutant(
            "g-stale-doorbell",
            "vgic_v4_load",
            "A doorbell that rang before the vPE came in stays pending: it is taken, and turned off,"
                + " just when the next one is asked for.",
            "clear doorbell",
            VIOLATION,
            without(VgicV4Load.ClearDoorbell.class)),
        new Mutant(
            "c-preempt-computes",
            "control",
            "A preempted vPE goes out with PendingLast computed instead of assumed.",
            "D2 Valid := 0",
            EQUIVALENT,
            replacing(VgicV4Put.MakeNonResident.class, ResidencyMutants::goOutComputing)));
  }

  private static int loadInWfi(
      VgicV4Load.Classify origin, ArmMachine machine, int agent, int choice) {
    boolean resident =
        machine.get(machine.vpes.state(machine.numberOf(agent)), VpeBank.RESIDENT) == 1;
    return resident ? origin.done() : Step.NEXT;
  }

  private static int readEarly(
      VgicV4Put.ReadPendingLast origin, ArmMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    int register = machine.redistributors.vpendbaser(machine.processorOf(agent));
    boolean pending = (machine.words.load(register) & Vpendbaser.PENDING_LAST) != 0;
    machine.words.store(machine.vpes.pendingLast(v), pending ? 1 : 0);
    machine.set(machine.vpes.state(v), VpeBank.RESIDENT, 0);
    machine.set(machine.vpes.state(v), VpeBank.READY, 0);
    return Step.NEXT;
  }

  private static UnaryOperator<Step> withoutHandlersLock() {
    UnaryOperator<Step> unlocked = without(DoorbellHandler.Lock.class);
    UnaryOperator<Step> released = without(DoorbellHandler.Unlock.class);
    return step -> released.apply(unlocked.apply(step));
  }

  private static int unlockRelaxed(
      VgicV4Put.Unlock origin, ArmMachine machine, int agent, int choice) {
    machine.words.store(machine.vpes.lock(machine.numberOf(agent)), 0);
    VpeLock.Unlock.restoreInterrupts(machine, agent);
    return Step.NEXT;
  }

  private static UnaryOperator<Step> withoutPutsLock() {
    UnaryOperator<Step> unlocked = without(VgicV4Put.Lock.class);
    UnaryOperator<Step> released = without(VgicV4Put.Unlock.class);
    return step -> released.apply(unlocked.apply(step));
  }

  private static int goOutSilently(
      VgicV4Put.MakeNonResident origin, ArmMachine machine, int agent, int choice) {
    long value = RedistributorBank.VPE.set(0, machine.numberOf(agent));
    machine.writeVpendbaser(machine.processorOf(agent), value);
    return Step.NEXT;
  }

  private static int goOutComputing(
      VgicV4Put.MakeNonResident origin, ArmMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    boolean waits = machine.get(machine.vpes.state(v), VpeBank.IN_WFI) == 1;
    return waits
        ? origin.execute(machine, agent, choice)
        : goOutSilently(origin, machine, agent, choice);
  }

  private static int armFirst(
      Redistributor.WriteBack origin, ArmMachine machine, int agent, int choice) {
    int p = machine.numberOf(agent);
    long register = machine.words.load(machine.redistributors.vpendbaser(p));
    int next = origin.execute(machine, agent, choice);
    if (next == Step.NEXT && (register & RedistributorBank.DOORBELL) != 0) {
      machine.words.store(machine.vpes.armed(RedistributorBank.VPE.get(register)), 1);
    }
    return next;
  }

  private static UnaryOperator<Step> armingLate() {
    UnaryOperator<Step> computing =
        replacing(
            Redistributor.WriteBack.class,
            (origin, machine, agent, choice) -> {
              int p = machine.numberOf(agent);
              int v = machine.get(machine.redistributors.vpendbaser(p), RedistributorBank.VPE);
              int next = origin.execute(machine, agent, choice);
              if (next == Step.NEXT) {
                machine.words.store(machine.vpes.armed(v), 0);
              }
              return next;
            });
    UnaryOperator<Step> arming =
        replacing(
            Redistributor.Finish.class,
            (origin, machine, agent, choice) -> {
              int p = machine.numberOf(agent);
              long register = machine.words.load(machine.redistributors.vpendbaser(p));
              boolean asked = (register & RedistributorBank.DOORBELL) != 0;
              if (asked && (register & Vpendbaser.PENDING_LAST) == 0) {
                machine.words.store(machine.vpes.armed(RedistributorBank.VPE.get(register)), 1);
              }
              return origin.execute(machine, agent, choice);
            });
    return step -> arming.apply(computing.apply(step));
  }
}
