package org.pirouette.protocol.intel.mutant;

import static org.pirouette.protocol.intel.mutant.Wrong.replacing;
import static org.pirouette.protocol.step.Mutant.Expected.EQUIVALENT;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION_UNDER_TSO;
import static org.pirouette.protocol.step.Step.NEXT;

import java.util.List;
import java.util.function.UnaryOperator;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.intel.Nested;
import org.pirouette.protocol.intel.PostedInterruptProcessing;
import org.pirouette.protocol.intel.SoftwarePost;
import org.pirouette.protocol.intel.SyncPir;
import org.pirouette.protocol.kvm.HaltPath;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.kvm.VcpuWakeUp;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.EventInjection;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.Restore;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.VmEntry;

/// Mutants of posting, notification, entry, drain and halt (A2 to A5, A7, A8).
final class DeliveryMutants {
  private DeliveryMutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "m6",
            "37c4dbf337c5",
            "The drain before entry is skipped while APICv is inhibited, though devices still post.",
            "E3 sync_pir_to_irr",
            VIOLATION,
            replacing(
                VmEntry.Drain.class,
                (origin, machine, agent, choice) ->
                    machine.words().load(machine.vapics.apicvActive(machine.numberOf(agent))) == 0
                        ? origin.skip()
                        : origin.execute(machine, agent, choice))),
        new Mutant(
            "m6b",
            "9e214944976f",
            "The drain writes RVI though virtual-interrupt delivery is off, and asks for no injection.",
            "S6 set RVI",
            VIOLATION,
            replacing(SyncPir.Report.class, DeliveryMutants::reportToNobody)),
        new Mutant(
            "m8",
            "9cfec6d097c6",
            "KVM_SET_LAPIC clears PIR and ON after the timer has posted instead of before.",
            "restore: done",
            VIOLATION,
            replacing(Restore.Finish.class, DeliveryMutants::forgetLate)),
        new Mutant(
            "m14",
            "3ce7bf58e125 (the obligation)",
            "The drain comes before mode := IN_GUEST_MODE, so a poster between them only wakes.",
            "E2 and E3, swapped",
            VIOLATION,
            drainBeforeMode()),
        new Mutant(
            "m14b",
            "3ce7bf58e125 (the obligation)",
            "No barrier between mode := IN_GUEST_MODE and the drain.",
            "E2 barrier",
            VIOLATION_UNDER_TSO,
            replacing(VmEntry.OrderMode.class, (origin, machine, agent, choice) -> NEXT)),
        new Mutant(
            "m14c",
            "3ce7bf58e125 (the obligation)",
            "P3 sets ON by a plain store, so the read of mode may go before it.",
            "P3 test-and-set ON",
            VIOLATION_UNDER_TSO,
            replacing(SoftwarePost.SetOutstanding.class, DeliveryMutants::setOutstandingPlainly)),
        new Mutant(
            "m15",
            "27c4fa42b11a",
            "The check before sleeping ignores a nested posting that is not completed.",
            "pi_pending?",
            VIOLATION,
            replacing(
                Nested.TestPending.class, (origin, machine, agent, choice) -> origin.compare())),
        new Mutant(
            "m15b",
            "KVM: nVMX: Ensure vCPU honors event request if posting nested IRQ fails (v5.17)",
            "No barrier between the request for a nested posting and the read of mode.",
            "P0 request EVENT",
            VIOLATION_UNDER_TSO,
            replacing(Nested.RequestEvent.class, DeliveryMutants::requestPlainly)),
        new Mutant(
            "m16",
            "6433fc01f9f1",
            "RVI comes from a second look at VIRR: harmless, only the vCPU itself takes from it.",
            "S6 set RVI",
            EQUIVALENT,
            replacing(
                SyncPir.Report.class,
                (origin, machine, agent, choice) -> {
                  int v = machine.numberOf(agent);
                  machine.set(
                      machine.vcpus.threadScratch(v),
                      Registers.HIGHEST,
                      machine.highestRequested(v));
                  return origin.execute(machine, agent, choice);
                })),
        new Mutant(
            "m16b",
            "6433fc01f9f1 (sibling)",
            "The drain takes a word of PIR by a load and a store, and loses what is posted between.",
            "S4 xchg PIR[n]",
            VIOLATION,
            replacing(SyncPir.TakePir.class, DeliveryMutants::takePlainly)),
        new Mutant(
            "m33",
            "xen b151125b4d",
            "What says that a notification is outstanding is not cleared when hardware takes it.",
            "clear ON",
            VIOLATION,
            replacing(
                PostedInterruptProcessing.ClearOutstanding.class,
                (origin, machine, agent, choice) -> NEXT)),
        new Mutant(
            "m35",
            "xen pi_notification_interrupt (comment)",
            "The drain before entry runs with interrupts on, so a notification after it is swallowed.",
            "E1 interrupts off",
            VIOLATION,
            replacing(
                VmEntry.DisableInterrupts.class,
                (origin, machine, agent, choice) -> {
                  machine.set(
                      machine.pcpus.flags(machine.processorOf(agent)),
                      ProcessorBank.PREEMPTION_OFF,
                      1);
                  return NEXT;
                })),
        new Mutant(
            "m41",
            "acrn c2c05a29d",
            "A vector becomes level triggered, and the EOI-exit bitmap does not follow.",
            "take SCAN_IOAPIC",
            VIOLATION,
            replacing(
                VmEntry.TakeScan.class,
                (origin, machine, agent, choice) -> {
                  int requests = machine.vcpus.requests(machine.numberOf(agent));
                  machine.words().getAndAnd(requests, ~Request.SCAN_IOAPIC);
                  return NEXT;
                })),
        new Mutant(
            "m42",
            "freebsd 2c352feb3bf9",
            "A post below PPR marks the notification as outstanding without sending one.",
            "P3 test-and-set ON",
            VIOLATION,
            replacing(SoftwarePost.SetOutstanding.class, DeliveryMutants::suppressBelowPriority)),
        new Mutant(
            "b2",
            "rcuwait: publish, then check",
            "No barrier between publishing that the vCPU blocks and the last look for interrupts.",
            "B2 TASK_INTERRUPTIBLE",
            VIOLATION_UNDER_TSO,
            replacing(HaltPath.SetInterruptible.class, DeliveryMutants::setInterruptiblePlainly)),
        new Mutant(
            "c-s3",
            "control",
            "No barrier between clearing ON and reading PIR: the locked instruction orders them on x86.",
            "S2 clear ON",
            EQUIVALENT,
            replacing(
                SyncPir.ClearOutstanding.class,
                (origin, machine, agent, choice) -> {
                  int control = machine.pids.pidControl(machine.numberOf(agent));
                  machine.words().getAndAnd(control, ~NotificationControl.ON);
                  return NEXT;
                })),
        new Mutant(
            "c-harvest-zero",
            "control",
            "The drain exchanges words of PIR that it has seen empty, too.",
            "S4 xchg PIR[n]",
            EQUIVALENT,
            replacing(
                SyncPir.TakePir.class,
                (origin, machine, agent, choice) -> {
                  int v = machine.numberOf(agent);
                  int pir = machine.pids.pir(v, origin.word());
                  machine
                      .words()
                      .store(
                          machine.pids.harvest(v, origin.word()),
                          machine.words().getAndSet(pir, 0));
                  return NEXT;
                })),
        new Mutant(
            "c-stale-cpu",
            "control",
            "The notification goes to every other pCPU as well, as after a migration.",
            "P5a send notification",
            EQUIVALENT,
            replacing(
                SoftwarePost.Notify.class,
                (origin, machine, agent, choice) -> {
                  for (int p = 0; p < machine.configuration().processors(); p++) {
                    if (p != machine.processorOf(agent)) {
                      machine.send(agent, p, HostVector.NOTIFICATION);
                    }
                  }
                  return origin.execute(machine, agent, choice);
                })));
  }

  private static int reportToNobody(
      SyncPir.Report origin, IntelMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    int scratch = machine.vcpus.threadScratch(v);
    machine.set(
        machine.vapics.status(v), VirtualApicBank.RVI, machine.get(scratch, Registers.HIGHEST));
    machine.set(scratch, Registers.HIGHEST_NEW, 0);
    return origin.execute(machine, agent, choice);
  }

  private static int forgetLate(
      Restore.Finish origin, IntelMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    for (int word : machine.usedWords()) {
      machine.words().store(machine.pids.pir(v, word), 0);
    }
    machine.words().getAndAnd(machine.pids.pidControl(v), ~NotificationControl.ON);
    return origin.execute(machine, agent, choice);
  }

  private static UnaryOperator<Step> drainBeforeMode() {
    UnaryOperator<Step> early =
        replacing(VmEntry.SetInGuest.class, (origin, machine, agent, choice) -> NEXT);
    UnaryOperator<Step> late =
        replacing(
            VmEntry.CheckMode.class,
            (origin, machine, agent, choice) -> {
              machine.words().store(machine.vcpus.mode(machine.numberOf(agent)), Mode.IN_GUEST);
              machine.words().fence();
              return origin.execute(machine, agent, choice);
            });
    return step -> late.apply(early.apply(step));
  }

  private static int setOutstandingPlainly(
      SoftwarePost.SetOutstanding origin, IntelMachine machine, int agent, int choice) {
    Words words = machine.words();
    int control = machine.pids.pidControl(machine.register(agent, Registers.TARGET));
    long before = words.load(control);
    if (NotificationControl.outstanding(before)) {
      return VcpuWakeUp.leave(machine, agent);
    }
    words.store(control, before | NotificationControl.ON);
    return origin.ring();
  }

  private static int requestPlainly(
      Nested.RequestEvent origin, IntelMachine machine, int agent, int choice) {
    int requests = machine.vcpus.requests(machine.register(agent, Registers.TARGET));
    machine.words().store(requests, machine.words().load(requests) | Request.EVENT);
    return NEXT;
  }

  private static int takePlainly(
      SyncPir.TakePir origin, IntelMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    if (machine.words().load(machine.pids.harvest(v, origin.word())) != 0) {
      machine.words().store(machine.pids.pir(v, origin.word()), 0);
    }
    return NEXT;
  }

  private static int suppressBelowPriority(
      SoftwarePost.SetOutstanding origin, IntelMachine machine, int agent, int choice) {
    int v = machine.register(agent, Registers.TARGET);
    int vector = machine.register(agent, Registers.VECTOR);
    int priority = EventInjection.priority(machine, v);
    if (InterruptPriority.priorityClass(vector) > InterruptPriority.priorityClass(priority)) {
      return origin.execute(machine, agent, choice);
    }
    machine.words().getAndOr(machine.pids.pidControl(v), NotificationControl.ON);
    return VcpuWakeUp.leave(machine, agent);
  }

  private static int setInterruptiblePlainly(
      HaltPath.SetInterruptible origin, IntelMachine machine, int agent, int choice) {
    int task = machine.vcpus.task(machine.numberOf(agent));
    machine.words().store(task, VcpuBank.INTERRUPTIBLE.set(machine.words().load(task), 1));
    return NEXT;
  }
}
