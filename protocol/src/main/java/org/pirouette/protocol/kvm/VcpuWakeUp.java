package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Program;

/// The end of `deliver_interrupt` for a vCPU outside guest mode (`kvm_vcpu_wake_up`): TARGET and
/// POST_RETURN are in the agent's registers.
public final class VcpuWakeUp {
  private VcpuWakeUp() {}

  /// Adds the steps; they leave the subroutine.
  public static void addTo(Program.Assembler assembler) {
    assembler.step(new ReadWait()).step(new Wake());
  }

  /// Leaves `deliver_interrupt` with its registers cleared.
  public static int leave(KvmMachine machine, int agent) {
    int word = machine.registers(agent);
    long registers = machine.words.load(word);
    int back = Registers.POST_RETURN.get(registers);
    registers = Registers.POST_RETURN.set(registers, 0);
    registers = Registers.TARGET.set(registers, 0);
    machine.words.store(word, Registers.VECTOR.set(registers, 0));
    return back;
  }

  /// P5b: a target outside guest mode is woken if it published that it blocks.
  public static class ReadWait extends KvmStep {
    /// The step as it is.
    public ReadWait() {
      super("P5b read rcuwait", "Linux rcuwait_wake_up", Cost.PLAIN);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      machine.words.fence(); // smp_mb (A) of rcuwait_wake_up, pairs with set_current_state
      return machine.words.load(machine.vcpus.rcuwait(v)) == 1 ? NEXT : leave(machine, agent);
    }
  }

  /// P5b: try_to_wake_up.
  public static class Wake extends KvmStep {
    /// The step as it is.
    public Wake() {
      super("P5b wake", "Linux try_to_wake_up", KvmCost.WAKE_UP);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      machine.wake(agent, machine.register(agent, Registers.TARGET));
      return leave(machine, agent);
    }
  }
}
