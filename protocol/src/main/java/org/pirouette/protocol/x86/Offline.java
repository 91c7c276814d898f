package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.Budget;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// An administrator takes a pCPU offline. Nothing runs there any more and interrupts for it are
/// lost, so whoever sleeps with the wakeup vector armed for it has to be woken: it will go to sleep
/// again elsewhere.
///
/// Linux v6.19 has no such code for a VM's descriptors; Xen repairs them in `vmx_pi_desc_fixup`
/// (commit 92fc8d10f5), where vCPUs without ON are moved to another pCPU's list instead of woken.
public final class Offline {
  private Offline() {}

  public static Program program(Assembly assembly) {
    Label decide = new Label("administrator decides");
    Label walk = new Label("vmx_pi_desc_fixup");
    return assembly
        .assembler("administrator")
        .label(decide)
        .step(new GoOffline())
        .step(new LockList())
        .label(walk)
        .step(new WakeNext(walk))
        .step(new UnlockList(decide))
        .assemble();
  }

  private static int processor(X86Machine machine, int agent) {
    return machine.register(agent, Registers.TARGET);
  }

  /// A pCPU that is idle goes offline, with all others stopped (`stop_machine`), so that this is
  /// one step; it waits until messages that are on their way to it have arrived. The choice is its
  /// number.
  public static class GoOffline extends X86Step {
    /// The step as it is.
    public GoOffline() {
      super(
          "pCPU goes offline", "Linux take_cpu_down, fixup_irqs", Cost.NONE, Decision.ENVIRONMENT);
    }

    private static boolean mayGo(X86Machine machine, int p) {
      return machine.words.load(machine.pcpus.context(p)) == machine.scheduler(p)
          && machine.get(machine.pcpus.flags(p), ProcessorBank.OFFLINE) == 0
          && machine.isSpare(p)
          && !machine.sendsTo(p);
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      if (!Budget.of(Limit.OFFLINES).left(machine.words.load(machine.vm.globalBudgets()))) {
        return 0;
      }
      int count = 0;
      for (int p = 0; p < machine.configuration().processors(); p++) {
        count += mayGo(machine, p) ? 1 : 0;
      }
      return count;
    }

    @Override
    public int choice(X86Machine machine, int agent, int alternative) {
      int left = alternative;
      for (int p = 0; ; p++) {
        if (mayGo(machine, p) && left-- == 0) {
          return p;
        }
      }
    }

    @Override
    public String describe(X86Machine machine, int agent, int choice) {
      return "pCPU " + choice;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.spend(machine.vm.globalBudgets(), Limit.OFFLINES);
      machine.words.getAndOr(machine.pcpus.flags(choice), ProcessorBank.OFFLINE.mask());
      machine.moveInterruptsFrom(choice);
      machine.words.store(machine.lapics.apicIrr(choice), 0);
      machine.setRegister(agent, Registers.TARGET, choice);
      return NEXT;
    }
  }

  /// Takes the lock of its wakeup list.
  public static class LockList extends X86Step {
    /// The step as it is.
    public LockList() {
      super("lock wakeup list", "Xen vmx_pi_desc_fixup", Cost.NONE, Decision.SPIN);
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      return machine.words.load(machine.wakeups.listLock(processor(machine, agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.lock(machine.wakeups.listLock(processor(machine, agent)), agent);
      return NEXT;
    }
  }

  /// Wakes the next vCPU on the list.
  public static class WakeNext extends X86Step {
    private final Label walk;

    /// @param walk this step
    public WakeNext(Label walk) {
      super("wake next on list", "Xen vmx_pi_desc_fixup", KvmCost.WAKE_UP);
      this.walk = walk;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int cursor = machine.register(agent, Registers.VECTOR);
      int v = machine.nextOnList(processor(machine, agent), cursor);
      machine.setRegister(agent, Registers.VECTOR, v < 0 ? 0 : v + 1);
      if (v < 0) {
        return NEXT;
      }
      machine.wake(agent, v);
      return walk.pc();
    }
  }

  /// Releases the lock.
  public static class UnlockList extends X86Step {
    private final Label decide;

    /// @param decide the administrator's next decision
    public UnlockList(Label decide) {
      super("unlock wakeup list", "Xen vmx_pi_desc_fixup", Cost.NONE);
      this.decide = decide;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.unlock(machine.wakeups.listLock(processor(machine, agent)));
      machine.setRegister(agent, Registers.TARGET, 0);
      return decide.pc();
    }
  }
}
