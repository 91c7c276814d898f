package org.pirouette.protocol.amd;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;

/// GAPPI: a vCPU that blocks is on the wakeup list of the pCPU to which its entries send the wakeup
/// vector. It joins before the entries do so, and leaves after they have stopped; interrupts are
/// off.
public final class WakeupList {
  private WakeupList() {}

  private static int list(AmdMachine machine, int agent) {
    int v = machine.numberOf(agent);
    int listed = (int) machine.words.load(machine.avics.listedOn(v));
    return listed == 0 ? machine.processorOf(agent) : listed - 1;
  }

  /// Whether the vCPU is on a list.
  public static class Listed extends AmdStep {
    private final Label not;

    /// @param not where one that is on none goes on
    public Listed(Label not) {
      super("on a wakeup list?", "Linux amd_iommu=gappi, load", Cost.PLAIN);
      this.not = not;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      return machine.words.load(machine.avics.listedOn(machine.numberOf(agent))) == 0
          ? not.pc()
          : NEXT;
    }
  }

  /// Takes the list's lock.
  public static class LockList extends AmdStep {
    /// The step as it is.
    public LockList() {
      super("lock wakeup list", "Linux amd_iommu=gappi", Cost.LOCKED, Decision.SPIN);
    }

    @Override
    public int alternatives(AmdMachine machine, int agent) {
      int lock = machine.wakeups.listLock(list(machine, agent));
      return machine.words.load(lock) == 0 ? 1 : 0;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.lock(machine.wakeups.listLock(list(machine, agent)), agent);
      return NEXT;
    }
  }

  /// Joins this pCPU's list.
  public static class Join extends AmdStep {
    /// The step as it is.
    public Join() {
      super("join wakeup list", "Linux amd_iommu=gappi, blocking", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.processorOf(agent);
      machine.addToList(p, v);
      machine.words.store(machine.avics.listedOn(v), p + 1L);
      return NEXT;
    }
  }

  /// Leaves it.
  public static class Leave extends AmdStep {
    /// The step as it is.
    public Leave() {
      super("leave wakeup list", "Linux amd_iommu=gappi, load", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.removeFromList(list(machine, agent), v);
      return NEXT;
    }
  }

  /// Releases the list's lock.
  public static class UnlockList extends AmdStep {
    private final boolean left;

    /// @param left whether the vCPU has left the list
    public UnlockList(boolean left) {
      super("unlock wakeup list", "Linux amd_iommu=gappi", Cost.PLAIN);
      this.left = left;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.unlock(machine.wakeups.listLock(list(machine, agent)));
      if (left) {
        machine.words.store(machine.avics.listedOn(v), 0);
      }
      return NEXT;
    }
  }
}
