package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;

/// `vpe->vpe_lock`, taken with interrupts off (`raw_spin_lock_irqsave`): it keeps moves of the vPE,
/// the sequence that makes it non-resident, and its doorbell's handler ([DoorbellHandler]) apart.
/// These are the thread's steps.
public final class VpeLock {
  private VpeLock() {}

  /// Takes the lock.
  public static class Lock extends ArmStep {
    /// The step as it is.
    public Lock() {
      super("lock vpe_lock", "Linux vpe_to_cpuid_lock", Cost.LOCKED_CONTENDED, Decision.SPIN);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return machine.words.load(machine.vpes.lock(machine.numberOf(agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.lock(machine.vpes.lock(machine.numberOf(agent)), agent);
      int flags = machine.pcpus.flags(machine.processorOf(agent));
      int on = machine.get(flags, ProcessorBank.INTERRUPTS_ON);
      machine.set(machine.vpes.state(machine.numberOf(agent)), VpeBank.SAVED_INTERRUPTS, on);
      machine.set(flags, ProcessorBank.INTERRUPTS_ON, 0);
      return NEXT;
    }
  }

  /// Releases the lock.
  public static class Unlock extends ArmStep {
    /// The step as it is.
    public Unlock() {
      super("unlock vpe_lock", "Linux vpe_to_cpuid_unlock", Cost.LOCKED);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.unlock(machine.vpes.lock(machine.numberOf(agent)));
      restoreInterrupts(machine, agent);
      return NEXT;
    }

    /// Interrupts are as they were when the lock was taken.
    public static void restoreInterrupts(ArmMachine machine, int agent) {
      int state = machine.vpes.state(machine.numberOf(agent));
      int p = machine.processorOf(agent);
      machine.set(
          machine.pcpus.flags(p),
          ProcessorBank.INTERRUPTS_ON,
          machine.get(state, VpeBank.SAVED_INTERRUPTS));
      machine.set(state, VpeBank.SAVED_INTERRUPTS, 0);
      machine.signal(machine.processorAgent(p));
    }
  }
}
