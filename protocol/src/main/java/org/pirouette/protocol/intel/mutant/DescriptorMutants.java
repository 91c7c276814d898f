package org.pirouette.protocol.intel.mutant;

import static org.pirouette.protocol.intel.mutant.Wrong.replacing;
import static org.pirouette.protocol.step.Mutant.Expected.EQUIVALENT;
import static org.pirouette.protocol.step.Mutant.Expected.VIOLATION;
import static org.pirouette.protocol.step.Step.NEXT;

import java.util.List;
import java.util.function.UnaryOperator;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.intel.VcpuLoad;
import org.pirouette.protocol.intel.VcpuPut;
import org.pirouette.protocol.kvm.GlobalBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.x86.HostVector;

/// Mutants of sched-out and sched-in (A6): SN, NV, NDST, ON and the wakeup lists.
final class DescriptorMutants {
  private DescriptorMutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "m0",
            "design: xen/docs/misc/vtd-pi.txt",
            "A vCPU that blocks keeps the notification vector, whose handler wakes nobody.",
            "W3 cmpxchg NV := F1h",
            VIOLATION,
            replacing(VcpuPut.ArmWakeup.class, DescriptorMutants::keepVector)),
        new Mutant(
            "m1",
            "c112b5f50232",
            "Load clears SN without setting ON for what was posted meanwhile.",
            "L4 set ON if PIR",
            VIOLATION,
            replacing(
                VcpuLoad.SetOutstanding.class,
                (origin, machine, agent, choice) -> {
                  machine.takePostedSeen(agent);
                  return NEXT;
                })),
        new Mutant(
            "m1b",
            "c112b5f50232",
            "Load looks at PIR before it clears SN instead of after.",
            "L1 and L4, swapped",
            VIOLATION,
            lookEarly()),
        new Mutant(
            "m1c",
            "c112b5f50232",
            "No barrier between clearing SN and reading PIR: the locked instruction orders them on x86.",
            "L4 PIR[n] empty?",
            EQUIVALENT,
            replacing(VcpuLoad.ReadPir.class, DescriptorMutants::readPirWithoutBarrier)),
        new Mutant(
            "m2",
            "KVM: VMX: Do not change PID.NDST when loading a blocked vCPU (v5.4)",
            "NDST names another pCPU than the one whose wakeup list the vCPU is on.",
            "W1 list_add_tail",
            VIOLATION,
            replacing(
                VcpuPut.AddToList.class,
                (origin, machine, agent, choice) -> {
                  int other = machine.processorOf(agent) + 1;
                  machine.addToList(
                      other % machine.configuration().processors(), machine.numberOf(agent));
                  return NEXT;
                })),
        new Mutant(
            "m3",
            "8b306e2f3c41",
            "The vCPU is taken off the list only if posting is in use at that time.",
            "L2 NV = F1h?",
            VIOLATION,
            replacing(
                VcpuLoad.IsArmed.class,
                (origin, machine, agent, choice) ->
                    machine.words().load(machine.vm.bypassCount()) == 0
                        ? origin.notArmed()
                        : origin.execute(machine, agent, choice))),
        new Mutant(
            "m4",
            "c7b513d6aa8a",
            "Arming and disarming the wakeup vector test different conditions: APICv is inhibited between.",
            "L2 NV = F1h?",
            VIOLATION,
            replacing(
                VcpuLoad.IsArmed.class,
                (origin, machine, agent, choice) ->
                    machine.get(machine.vm.inhibits(), GlobalBank.REASONS) != 0
                        ? origin.notArmed()
                        : origin.execute(machine, agent, choice))),
        new Mutant(
            "m9",
            "baed82c8e489",
            "Load restores the notification vector before it leaves the list: harmless, interrupts are off.",
            "L2 NV = F1h?",
            EQUIVALENT,
            replacing(
                VcpuLoad.IsArmed.class,
                (origin, machine, agent, choice) -> {
                  int next = origin.execute(machine, agent, choice);
                  if (next == NEXT) {
                    setVector(machine, machine.numberOf(agent), HostVector.NOTIFICATION);
                  }
                  return next;
                })),
        new Mutant(
            "m9b",
            "baed82c8e489",
            "Put arms the wakeup vector before it joins the list: harmless, interrupts are off.",
            "W1 lock list",
            EQUIVALENT,
            replacing(
                VcpuPut.LockList.class,
                (origin, machine, agent, choice) -> {
                  setVector(machine, machine.numberOf(agent), HostVector.WAKEUP);
                  return origin.execute(machine, agent, choice);
                })),
        new Mutant(
            "m10",
            "KVM: VMX: Handle PI wakeup shenanigans during vcpu_put/load (v5.17)",
            "After the switch to the wakeup vector nobody looks whether ON was already set.",
            "W4 self-IPI F1h if ON",
            VIOLATION,
            replacing(
                VcpuPut.NotifySelf.class,
                (origin, machine, agent, choice) -> {
                  machine.takePostedSeen(agent);
                  return origin.execute(machine, agent, choice);
                })),
        new Mutant(
            "m11",
            "v5.17 to 6.x, vmx_vcpu_pi_put",
            "A vCPU that blocks arms the wakeup vector and sets SN too, so that devices do not wake it.",
            "W3 cmpxchg NV := F1h",
            VIOLATION,
            replacing(
                VcpuPut.ArmWakeup.class,
                (origin, machine, agent, choice) -> {
                  int next = origin.execute(machine, agent, choice);
                  if (next == NEXT) {
                    machine
                        .words()
                        .getAndOr(
                            machine.pids.pidControl(machine.numberOf(agent)),
                            NotificationControl.SN);
                  }
                  return next;
                })),
        new Mutant(
            "m12",
            "5f02ef741a78",
            "The lock of the wakeup list is taken with interrupts on: the handler waits for its own pCPU.",
            "L2 interrupts off",
            VIOLATION,
            replacing(VcpuLoad.DisableInterrupts.class, (origin, machine, agent, choice) -> NEXT)),
        new Mutant(
            "i7-load",
            "property I7",
            "Load stores the control word plainly and loses a concurrent ON: harmless, L4 sets it again.",
            "L3 cmpxchg NDST, SN, NV",
            EQUIVALENT,
            replacing(VcpuLoad.Retarget.class, DescriptorMutants::retargetPlainly)),
        new Mutant(
            "i7-put",
            "property I7",
            "Put stores the control word plainly and loses an ON that a device sets meanwhile.",
            "W3 cmpxchg NV := F1h",
            VIOLATION,
            replacing(VcpuPut.ArmWakeup.class, DescriptorMutants::armPlainly)),
        new Mutant(
            "c-set-on",
            "control",
            "Load sets ON even if PIR is empty: the drain looks once in vain.",
            "L4 set ON if PIR",
            EQUIVALENT,
            replacing(
                VcpuLoad.SetOutstanding.class,
                (origin, machine, agent, choice) -> {
                  machine.set(machine.scratch(agent), Registers.POSTED_SEEN, 1);
                  return origin.execute(machine, agent, choice);
                })));
  }

  private static int keepVector(
      VcpuPut.ArmWakeup origin, IntelMachine machine, int agent, int choice) {
    int next = origin.execute(machine, agent, choice);
    if (next == NEXT) {
      setVector(machine, machine.numberOf(agent), HostVector.NOTIFICATION);
    }
    return next;
  }

  private static void setVector(IntelMachine machine, int v, int vector) {
    ControlWord.change(
        machine, v, control -> NotificationControl.withNotificationVector(control, vector));
  }

  private static int readPirWithoutBarrier(
      VcpuLoad.ReadPir origin, IntelMachine machine, int agent, int choice) {
    if (machine.words().load(machine.pids.pir(machine.numberOf(agent), origin.word())) != 0) {
      machine.set(machine.scratch(agent), Registers.POSTED_SEEN, 1);
    }
    return NEXT;
  }

  private static UnaryOperator<Step> lookEarly() {
    UnaryOperator<Step> late =
        replacing(VcpuLoad.ReadPir.class, (origin, machine, agent, choice) -> NEXT);
    UnaryOperator<Step> early =
        replacing(
            VcpuLoad.Classify.class,
            (origin, machine, agent, choice) -> {
              int v = machine.numberOf(agent);
              long control = machine.words().load(machine.pids.pidControl(v));
              for (int word : machine.usedWords()) {
                if (NotificationControl.suppressed(control)
                    && machine.words().load(machine.pids.pir(v, word)) != 0) {
                  machine.set(machine.scratch(agent), Registers.POSTED_SEEN, 1);
                }
              }
              return origin.execute(machine, agent, choice);
            });
    return step -> late.apply(early.apply(step));
  }

  private static int retargetPlainly(
      VcpuLoad.Retarget origin, IntelMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    long control = machine.words().load(machine.pids.controlCopy(v));
    machine.words().store(machine.pids.controlCopy(v), 0);
    control = NotificationControl.withDestination(control, machine.processorOf(agent));
    control = NotificationControl.withNotificationVector(control, HostVector.NOTIFICATION);
    machine.words().store(machine.pids.pidControl(v), control & ~NotificationControl.SN);
    return NEXT;
  }

  private static int armPlainly(
      VcpuPut.ArmWakeup origin, IntelMachine machine, int agent, int choice) {
    int v = machine.numberOf(agent);
    long control = machine.words().load(machine.pids.controlCopy(v));
    machine.words().store(machine.pids.controlCopy(v), 0);
    control = NotificationControl.withNotificationVector(control, HostVector.WAKEUP);
    machine.words().store(machine.pids.pidControl(v), control);
    boolean outstanding = NotificationControl.outstanding(control);
    machine.set(machine.scratch(agent), Registers.POSTED_SEEN, outstanding ? 1 : 0);
    return NEXT;
  }
}
