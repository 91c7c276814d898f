package org.pirouette.protocol.amd;

import org.pirouette.model.amd.IommuIrte;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;

/// What load and put of AVIC share: `ir_list_lock` of the vCPU, and the walk over the entries of
/// the devices that post to it.
public final class AvicVcpu {
  private AvicVcpu() {}

  /// Takes the lock of the vCPU's entries; interrupts are off until it is released.
  public static class LockEntries extends AmdStep {
    private final AvicPlace place;

    /// @param place from where
    public LockEntries(AvicPlace place) {
      super("lock ir_list", "Linux spin_lock_irqsave", Cost.LOCKED, Decision.SPIN);
      this.place = place;
    }

    @Override
    public int alternatives(AmdMachine machine, int agent) {
      int lock = machine.avics.irListLock(machine.numberOf(agent));
      return machine.words.load(lock) == 0 ? 1 : 0;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.lock(machine.avics.irListLock(machine.numberOf(agent)), agent);
      int flags = machine.pcpus.flags(machine.processorOf(agent));
      int registers = place.registers(machine, agent);
      machine.set(registers, AvicBank.INTERRUPTS, machine.get(flags, ProcessorBank.INTERRUPTS_ON));
      machine.set(flags, ProcessorBank.INTERRUPTS_ON, 0);
      return NEXT;
    }
  }

  /// Releases it.
  public static class UnlockEntries extends AmdStep {
    private final AvicPlace place;

    /// @param place from where
    public UnlockEntries(AvicPlace place) {
      super("unlock ir_list", "Linux spin_unlock_irqrestore", Cost.PLAIN);
      this.place = place;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.unlock(machine.avics.irListLock(machine.numberOf(agent)));
      int p = machine.processorOf(agent);
      int registers = place.registers(machine, agent);
      if (machine.get(registers, AvicBank.INTERRUPTS) == 1) {
        machine.set(machine.pcpus.flags(p), ProcessorBank.INTERRUPTS_ON, 1);
        machine.signal(machine.processorAgent(p));
      }
      machine.words.store(registers, 0);
      return NEXT;
    }
  }

  /// The entry of the next device on the vCPU's list.
  public abstract static class NextEntry extends AmdStep {
    private final AvicPlace place;
    private final Label again;

    /// @param place from where
    /// @param again this step
    protected NextEntry(AvicPlace place, Label again, String name, String source) {
      super(name, source, Cost.LOCKED_CONTENDED);
      this.place = place;
      this.again = again;
    }

    /// From where.
    public final AvicPlace place() {
      return place;
    }

    /// Changes the entry of device d.
    protected abstract void update(AmdMachine machine, int agent, int d);

    @Override
    public final int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int registers = place.registers(machine, agent);
      int d = machine.get(registers, AvicBank.CURSOR);
      int devices = machine.configuration().devices().size();
      while (d < devices && machine.words.load(machine.irtes.irList(d)) != v + 1) {
        d++;
      }
      if (d == devices) {
        machine.set(registers, AvicBank.CURSOR, 0);
        return NEXT;
      }
      machine.set(registers, AvicBank.CURSOR, d + 1);
      // One 16-byte compare-and-swap: a locked instruction, both halves of the entry at once.
      machine.words.fence();
      update(machine, agent, d);
      machine.words.fence();
      return again.pc();
    }
  }

  /// After a switch of the mode: the IOMMU forgets its copy of the next device's entry, and
  /// messages that used it have drained.
  public static class FlushNext extends AmdStep {
    private final Label again;

    /// @param again this step
    public FlushNext(Label again) {
      super(
          "invalidate interrupt table, wait",
          "Linux iommu_flush_irt_and_complete",
          Cost.LOCKED_CONTENDED,
          Decision.SPIN);
      this.again = again;
    }

    private static int next(AmdMachine machine, int agent) {
      int v = machine.numberOf(agent);
      int devices = machine.configuration().devices().size();
      int d = machine.get(AvicPlace.TOGGLE.registers(machine, agent), AvicBank.CURSOR);
      while (d < devices && machine.words.load(machine.irtes.irList(d)) != v + 1) {
        d++;
      }
      return d;
    }

    @Override
    public int alternatives(AmdMachine machine, int agent) {
      int d = next(machine, agent);
      return d == machine.configuration().devices().size()
              || machine.words.load(machine.iommuCounter(d)) == 0
          ? 1
          : 0;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int d = next(machine, agent);
      int registers = AvicPlace.TOGGLE.registers(machine, agent);
      if (d == machine.configuration().devices().size()) {
        machine.set(registers, AvicBank.CURSOR, 0);
        return NEXT;
      }
      machine.flushEntry(d);
      machine.set(registers, AvicBank.CURSOR, d + 1);
      return again.pc();
    }
  }

  /// Whether the entry of device d is in guest mode, so that load and put change it.
  static boolean isPosted(AmdMachine machine, int d) {
    return IommuIrte.guestMode(machine.words.load(machine.irtes.irteLow(d)));
  }
}
