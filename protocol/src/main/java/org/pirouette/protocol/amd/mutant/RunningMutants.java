package org.pirouette.protocol.amd.mutant;

import static org.pirouette.protocol.amd.mutant.Wrong.replacing;
import static org.pirouette.protocol.amd.mutant.Wrong.without;
import static org.pirouette.protocol.step.Mutant.Expected.EQUIVALENT;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION_UNDER_TSO;

import java.util.List;
import java.util.function.UnaryOperator;
import org.pirouette.model.amd.IommuIrte;
import org.pirouette.model.amd.PhysicalApicIdEntry;
import org.pirouette.protocol.amd.AmdMachine;
import org.pirouette.protocol.amd.AvicBank;
import org.pirouette.protocol.amd.AvicLoad;
import org.pirouette.protocol.amd.AvicNames;
import org.pirouette.protocol.amd.AvicPlace;
import org.pirouette.protocol.amd.AvicPut;
import org.pirouette.protocol.kvm.HaltPath;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Step;

/// Mutants of load, put and the halt path: where a vCPU runs, and whether it is to be woken.
final class RunningMutants {
  private RunningMutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "m21",
            "7cfc5c653b07",
            "The halt path reads its pCPU with preemption on: the thread migrates, and IsRunning is"
                + " published for the pCPU where it was.",
            "B1 preemption off",
            VIOLATION,
            preemptible()),
        new Mutant(
            "m25",
            "AMD erratum 1235",
            "IsRunning is published on a processor that may miss its end: a sender takes a vCPU"
                + " that has stopped for running, and neither rings to any use nor exits.",
            "table: IsRunning := 1",
            VIOLATION,
            replacing(AvicLoad.SetTable.class, RunningMutants::publish)),
        new Mutant(
            "m27",
            "6560aff981ad, avic_vcpu_put since 6.17",
            "A vCPU that is preempted while it blocks is put again, as one that does not block: its"
                + " entries do not log any more.",
            "AVIC to put?",
            VIOLATION,
            replacing(AvicPut.Consider.class, RunningMutants::putAgain)),
        new Mutant(
            "m27b",
            "linux.md C27",
            "IsRunning is cleared in the table and IRR is looked at; only then the entries of the"
                + " devices follow.",
            "IRTE: IsRun := 0",
            VIOLATION,
            entriesBehindCheck()),
        new Mutant(
            "g-no-check",
            "architecture-more.md 6b.9",
            "IRR is not looked at once more before the vCPU sleeps.",
            "B3 runnable: do not sleep",
            VIOLATION,
            replacing(HaltPath.BranchAwake.class, RunningMutants::sleepAnyway)),
        new Mutant(
            "g-no-barrier",
            "linux.md A12, set_current_state",
            "No barrier between IsRunning := 0 and the look at IRR.",
            "B2 TASK_INTERRUPTIBLE",
            VIOLATION_UNDER_TSO,
            replacing(HaltPath.SetInterruptible.class, RunningMutants::setPlainly)),
        new Mutant(
            "g-load-blocking",
            "linux.md C2, A12",
            "Load of a vCPU that blocks sets IsRun in its entries, as if it ran: it goes back to"
                + " sleep with them.",
            "AVIC to load?",
            VIOLATION,
            replacing(AvicLoad.Consider.class, RunningMutants::loadAlways)),
        new Mutant(
            "g-gappi-destination",
            "architecture-more.md 6b.9",
            "GAPPI: load of a vCPU that blocks moves the destination of its entries to its new"
                + " pCPU, but not the vCPU to that pCPU's list.",
            "AVIC to load?",
            VIOLATION,
            replacing(AvicLoad.Consider.class, RunningMutants::moveDestination)),
        new Mutant(
            "c-table-first",
            "control, architecture-more.md 6b.9",
            "Put clears IsRunning in the table before the entries of the devices.",
            "IRTE: IsRun := 0",
            EQUIVALENT,
            replacing(AvicPut.ReleaseEntry.class, RunningMutants::clearTableFirst)),
        new Mutant(
            "c-no-shadow-bit",
            "control",
            "The shadow does not note that the vCPU blocks, where no entry is made meanwhile.",
            "shadow: IsRunning := 0",
            EQUIVALENT,
            replacing(AvicPut.ClearShadow.class, RunningMutants::clearWithoutNote)));
  }

  private static UnaryOperator<Step> preemptible() {
    UnaryOperator<Step> off = without(HaltPath.DisablePreemption.class);
    UnaryOperator<Step> on = without(HaltPath.EnablePreemption.class);
    return step -> on.apply(off.apply(step));
  }

  private static int publish(AvicLoad.SetTable origin, AmdMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    int p = PhysicalApicIdEntry.hostApicId(machine.words.load(machine.avics.shadow(v)));
    machine.words.store(machine.avics.stale(v), 0);
    machine.words.store(
        machine.avics.physical(v), PhysicalApicIdEntry.of(AvicNames.backingPage(v), p, true));
    return Step.NEXT;
  }

  private static int putAgain(AvicPut.Consider origin, AmdMachine machine, int agent, int choice) {
    if (origin.place() != AvicPlace.SCHEDULER) {
      return origin.execute(machine, agent, choice);
    }
    int registers = machine.avics.registers(machine.numberOf(agent), 0);
    machine.set(registers, AvicBank.BLOCKING, 0);
    machine.set(registers, AvicBank.CPU, machine.processorOf(agent));
    return Step.NEXT;
  }

  private static UnaryOperator<Step> entriesBehindCheck() {
    UnaryOperator<Step> left =
        replacing(
            AvicPut.ReleaseEntry.class,
            (origin, machine, agent, choice) ->
                origin.place() == AvicPlace.HALT
                    ? Step.NEXT
                    : origin.execute(machine, agent, choice));
    UnaryOperator<Step> late =
        replacing(
            HaltPath.Schedule.class,
            (origin, machine, agent, choice) -> {
              release(machine, machine.numberOf(agent));
              return origin.execute(machine, agent, choice);
            });
    return step -> late.apply(left.apply(step));
  }

  private static void release(AmdMachine machine, int v) {
    for (int d = 0; d < machine.configuration().devices().size(); d++) {
      if (machine.postsTo(d, v)) {
        int word = machine.irtes.irteLow(d);
        machine.words.store(word, machine.entryOfWaiting(machine.words.load(word), true));
      }
    }
  }

  private static int sleepAnyway(
      HaltPath.BranchAwake origin, AmdMachine machine, int agent, int choice) {
    machine.takeFlag(agent);
    return Step.NEXT;
  }

  private static int setPlainly(
      HaltPath.SetInterruptible origin, AmdMachine machine, int agent, int choice) {
    int task = machine.vcpus.task(machine.numberOf(agent));
    machine.words.store(task, machine.words.load(task) | VcpuBank.INTERRUPTIBLE.mask());
    return Step.NEXT;
  }

  private static int loadAlways(
      AvicLoad.Consider origin, AmdMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    boolean blocks = machine.words.load(machine.vcpus.rcuwait(v)) == 1;
    if (origin.place() != AvicPlace.SCHEDULER || !blocks) {
      return origin.execute(machine, agent, choice);
    }
    machine.set(machine.avics.registers(v, 0), AvicBank.CPU, machine.processorOf(agent));
    return Step.NEXT;
  }

  private static int moveDestination(
      AvicLoad.Consider origin, AmdMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    boolean blocks = machine.words.load(machine.vcpus.rcuwait(v)) == 1;
    if (origin.place() == AvicPlace.SCHEDULER && blocks) {
      for (int d = 0; d < machine.configuration().devices().size(); d++) {
        if (machine.postsTo(d, v)) {
          int word = machine.irtes.irteLow(d);
          long low = machine.words.load(word);
          long flags = low & (IommuIrte.IS_RUN | IommuIrte.GAPPI_DIS);
          long moved = IommuIrte.running(low, machine.processorOf(agent));
          machine.words.store(word, moved & ~IommuIrte.IS_RUN | flags);
        }
      }
    }
    return origin.execute(machine, agent, choice);
  }

  private static int clearTableFirst(
      AvicPut.ReleaseEntry origin, AmdMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    int word = machine.avics.physical(v);
    machine.words.store(word, machine.words.load(word) & ~PhysicalApicIdEntry.IS_RUNNING);
    return origin.execute(machine, agent, choice);
  }

  private static int clearWithoutNote(
      AvicPut.ClearShadow origin, AmdMachine machine, int agent, int choice) {
    int next = origin.execute(machine, agent, choice);
    int shadow = machine.avics.shadow(machine.numberOf(agent));
    machine.words.store(shadow, machine.words.load(shadow) & ~AvicBank.BLOCKS);
    return next;
  }
}
