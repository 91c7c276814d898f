package org.pirouette.protocol.amd.mutant;

import static org.pirouette.protocol.amd.mutant.Wrong.replacing;
import static org.pirouette.protocol.amd.mutant.Wrong.without;
import static org.pirouette.protocol.step.Mutant.Expected.EQUIVALENT;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION;

import java.util.List;
import java.util.function.UnaryOperator;
import org.pirouette.model.amd.AmdModelChoice;
import org.pirouette.model.amd.GuestModeDelivery;
import org.pirouette.model.amd.IommuIrte;
import org.pirouette.protocol.amd.AmdMachine;
import org.pirouette.protocol.amd.AvicBypass;
import org.pirouette.protocol.amd.AvicLoad;
import org.pirouette.protocol.amd.AvicPlace;
import org.pirouette.protocol.amd.AvicPut;
import org.pirouette.protocol.amd.GaLogHandler;
import org.pirouette.protocol.amd.GuestModePost;
import org.pirouette.protocol.amd.WakeupList;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Step;

/// Mutants of the remapping entries, the log and GAPPI.
final class IommuMutants {
  private IommuMutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "m22",
            "f3cebc75e742",
            "An entry that is made for a running vCPU does not say that it runs, nor where.",
            "IRTE := shadow",
            VIOLATION,
            replacing(AvicBypass.WriteEntry.class, IommuMutants::writeAsWaiting)),
        new Mutant(
            "m22b",
            "4c08e737f056",
            "An entry is made without the lock of its vCPU, which is loaded or put meanwhile.",
            "lock new ir_list",
            VIOLATION,
            withoutLock()),
        new Mutant(
            "m23",
            "5999715922c5",
            "The handler of the log reads too few bits of the tag: another vCPU is woken.",
            "next entry",
            VIOLATION,
            replacing(GaLogHandler.TakeEntry.class, IommuMutants::maskShort)),
        new Mutant(
            "m24",
            "af47b0a24058",
            "After an overflow the log is not started again.",
            "GALogEn := 0",
            VIOLATION,
            without(GaLogHandler.Disable.class)),
        new Mutant(
            "g-galogintr-cached",
            "architecture-more.md 6b.6",
            "The IOMMU keeps GALogIntr with the rest of its copy of the entry; KVM changes it and"
                + " invalidates nothing.",
            "read IsRun",
            VIOLATION,
            replacing(GuestModePost.ReadRunning.class, IommuMutants::logAsCached)),
        new Mutant(
            "g-never-logs",
            "linux.md C27",
            "Entries of a vCPU that blocks do not ask for the log, as those of a preempted one.",
            "IRTE: IsRun := 0",
            VIOLATION,
            replacing(AvicPut.ReleaseEntry.class, IommuMutants::releaseSilently)),
        new Mutant(
            "g-no-wake",
            "avic_ga_log_notifier",
            "The handler of the log finds the vCPU and does not wake it.",
            "wake",
            VIOLATION,
            replacing(GaLogHandler.Wake.class, IommuMutants::forget)),
        new Mutant(
            "g-status-late",
            "amd_iommu_handle_irq",
            "The handler of the log clears GAInt only after it has read the tail: what is logged"
                + " between the two interrupts nobody.",
            "clear GAInt",
            VIOLATION,
            clearingLate()),
        new Mutant(
            "g-gappi-no-list",
            "architecture-more.md 6b.8",
            "GAPPI: a vCPU that blocks does not join the wakeup list.",
            "join wakeup list",
            VIOLATION,
            withoutList()),
        new Mutant(
            "c-gappi-leave-early",
            "control, architecture-more.md 6b.9",
            "GAPPI: the vCPU leaves its list before its entries say that it runs; interrupts are"
                + " off, and whoever runs looks at its page.",
            "leave wakeup list",
            EQUIVALENT,
            replacing(AvicLoad.SetTable.class, IommuMutants::leaveEarly)),
        new Mutant(
            "c-log-always",
            "control, linux.md C27",
            "Entries of a preempted vCPU ask for the log, too: one superfluous wake.",
            "IRTE: IsRun := 0",
            EQUIVALENT,
            replacing(AvicPut.ReleaseEntry.class, IommuMutants::releaseLogging)));
  }

  private static int writeAsWaiting(
      AvicBypass.WriteEntry origin, AmdMachine machine, int agent, int choice) {
    int next = origin.execute(machine, agent, choice);
    int d = machine.numberOf(agent);
    long low = machine.words.load(machine.irtes.irteLow(d));
    if (IommuIrte.guestMode(low)) {
      machine.words.store(machine.irtes.irteLow(d), machine.entryOfWaiting(low, false));
    }
    return next;
  }

  private static UnaryOperator<Step> withoutLock() {
    UnaryOperator<Step> unlocked = without(AvicBypass.LockNew.class);
    UnaryOperator<Step> released = without(AvicBypass.UnlockNew.class);
    return step -> released.apply(unlocked.apply(step));
  }

  private static int maskShort(
      GaLogHandler.TakeEntry origin, AmdMachine machine, int agent, int choice) {
    int next = origin.execute(machine, agent, choice);
    if (next == Step.NEXT) {
      int v = machine.register(agent, Registers.TARGET);
      machine.setRegister(agent, Registers.TARGET, v & ~1);
    }
    return next;
  }

  private static int logAsCached(
      GuestModePost.ReadRunning origin, AmdMachine machine, int agent, int choice) {
    int d = machine.numberOf(agent);
    long cached = machine.words.load(machine.irtes.cacheLow(d));
    long memory = machine.words.load(machine.irtes.irteLow(d));
    return origin.act(
        machine, agent, GuestModeDelivery.seen(cached, memory, AmdModelChoice.GA_LOG_INTR_CACHED));
  }

  private static int releaseSilently(
      AvicPut.ReleaseEntry origin, AmdMachine machine, int agent, int choice) {
    int next = origin.execute(machine, agent, choice);
    return noted(machine, agent, next, false);
  }

  private static int releaseLogging(
      AvicPut.ReleaseEntry origin, AmdMachine machine, int agent, int choice) {
    int next = origin.execute(machine, agent, choice);
    return origin.place() == AvicPlace.TOGGLE ? next : noted(machine, agent, next, true);
  }

  /// The entries of the agent's vCPU that say it does not run ask for a wake, or do not.
  private static int noted(AmdMachine machine, int agent, int next, boolean wakes) {
    int v = machine.numberOf(agent);
    for (int d = 0; d < machine.configuration().devices().size(); d++) {
      long low = machine.words.load(machine.irtes.irteLow(d));
      if (machine.postsTo(d, v) && (low & IommuIrte.IS_RUN) == 0) {
        machine.words.store(machine.irtes.irteLow(d), machine.entryOfWaiting(low, wakes));
      }
    }
    return next;
  }

  private static int forget(GaLogHandler.Wake origin, AmdMachine machine, int agent, int choice) {
    machine.setRegister(agent, Registers.TARGET, 0);
    return origin.poll();
  }

  private static UnaryOperator<Step> clearingLate() {
    UnaryOperator<Step> left = without(GaLogHandler.ClearStatus.class);
    UnaryOperator<Step> late =
        replacing(
            GaLogHandler.TakeEntry.class,
            (origin, machine, agent, choice) -> {
              GaLogHandler.clearInterrupt(machine);
              return origin.execute(machine, agent, choice);
            });
    return step -> late.apply(left.apply(step));
  }

  private static UnaryOperator<Step> withoutList() {
    UnaryOperator<Step> stays = without(WakeupList.Join.class);
    UnaryOperator<Step> leaves = without(WakeupList.Leave.class);
    return step -> leaves.apply(stays.apply(step));
  }

  private static int leaveEarly(
      AvicLoad.SetTable origin, AmdMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    int listed = (int) machine.words.load(machine.avics.listedOn(v));
    if (listed != 0) {
      machine.removeFromList(listed - 1, v);
      machine.words.store(machine.avics.listedOn(v), 0);
    }
    return origin.execute(machine, agent, choice);
  }
}
