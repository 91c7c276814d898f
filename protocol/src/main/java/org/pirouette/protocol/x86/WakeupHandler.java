package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// The handler of the wakeup vector (A6, `pi_wakeup_handler`): under the lock of this pCPU's list
/// it wakes each vCPU on it whose ON is set. It neither clears ON nor takes anybody off the list.
public final class WakeupHandler {
  /// Where the handler starts.
  public final Label entry = new Label("pi_wakeup_handler");

  private final Label leave;
  private final Label walk = new Label("walk wakeup_vcpus_on_cpu");
  private final Label unlock = new Label("unlock wakeup list");

  public WakeupHandler(Label leave) {
    this.leave = leave;
  }

  public void addTo(Program.Assembler assembler) {
    assembler
        .label(entry)
        .step(new Lock())
        .label(walk)
        .step(new NextEntry(walk, unlock))
        .step(new ReadWait(walk))
        .step(new Wake(walk))
        .label(unlock)
        .step(new Unlock(leave));
  }

  /// Takes the lock of this pCPU's list.
  public static class Lock extends X86Step {
    /// The step as it is.
    public Lock() {
      super(
          "lock wakeup list",
          "Linux pi_wakeup_handler",
          X86Cost.HOST_WAKEUP_HANDLER,
          Decision.SPIN);
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      return machine.words.load(machine.wakeups.listLock(machine.numberOf(agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.lock(machine.wakeups.listLock(machine.numberOf(agent)), agent);
      return NEXT;
    }
  }

  /// Goes to the next vCPU on the list and looks at its ON.
  public static class NextEntry extends X86Step {
    private final Label walk;
    private final Label unlock;

    /// @param walk this step
    /// @param unlock the end of the walk
    public NextEntry(Label walk, Label unlock) {
      super("next on list: ON?", "Linux pi_wakeup_handler, pi_test_on", Cost.PLAIN);
      this.walk = walk;
      this.unlock = unlock;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int scratch = machine.scratch(agent);
      int cursor = machine.get(scratch, Registers.CURSOR);
      int v = machine.nextOnList(machine.numberOf(agent), cursor);
      if (v < 0) {
        machine.words.store(scratch, 0);
        return unlock.pc();
      }
      machine.set(scratch, Registers.CURSOR, v + 1);
      if (!machine.wantsWakeup(v)) {
        return walk.pc();
      }
      machine.setRegister(agent, Registers.TARGET, v);
      return NEXT;
    }
  }

  /// Whether the vCPU has published that it blocks.
  public static class ReadWait extends X86Step {
    private final Label walk;

    /// @param walk the next vCPU
    public ReadWait(Label walk) {
      super("read rcuwait", "Linux kvm_vcpu_wake_up", Cost.PLAIN);
      this.walk = walk;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.words.fence(); // smp_mb (A) of rcuwait_wake_up
      int v = machine.register(agent, Registers.TARGET);
      if (machine.words.load(machine.vcpus.rcuwait(v)) == 1) {
        return NEXT;
      }
      machine.setRegister(agent, Registers.TARGET, 0);
      return walk.pc();
    }
  }

  /// try_to_wake_up.
  public static class Wake extends X86Step {
    private final Label walk;

    /// @param walk the next vCPU
    public Wake(Label walk) {
      super("wake", "Linux try_to_wake_up", KvmCost.WAKE_UP);
      this.walk = walk;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.wake(agent, machine.register(agent, Registers.TARGET));
      machine.setRegister(agent, Registers.TARGET, 0);
      return walk.pc();
    }
  }

  /// Releases the lock.
  public static class Unlock extends X86Step {
    private final Label leave;

    /// @param leave return from interrupt
    public Unlock(Label leave) {
      super("unlock wakeup list", "Linux pi_wakeup_handler", Cost.PLAIN);
      this.leave = leave;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.unlock(machine.wakeups.listLock(machine.numberOf(agent)));
      return leave.pc();
    }
  }
}
