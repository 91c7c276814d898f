package org.pirouette.protocol.amd;

import org.pirouette.model.amd.PhysicalApicIdEntry;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// `avic_vcpu_put` since 6.17: the vCPU does not run any more. First the entries of its devices,
/// then the shadow and the table. A vCPU that blocks wants to be woken by its devices; one that was
/// preempted does not. Preemption is off.
public final class AvicPut {
  private final AvicPlace place;
  private final AmdFeatures features;

  AvicPut(AvicPlace place, AmdFeatures features) {
    this.place = place;
    this.features = features;
  }

  /// Adds the steps.
  ///
  /// @param done placed behind them
  void addTo(Program.Assembler assembler, Label done) {
    Label update = new Label("avic_update_iommu_vcpu_affinity, put");
    Label flush = new Label("invalidate, put");
    assembler.step(new Consider(place, done)).step(new AvicVcpu.LockEntries(place));
    if (features.iommu().gappi() && place == AvicPlace.HALT) {
      assembler
          .step(new WakeupList.LockList())
          .step(new WakeupList.Join())
          .step(new WakeupList.UnlockList(false));
    }
    assembler.label(update).step(new ReleaseEntry(place, update));
    if (place == AvicPlace.TOGGLE) {
      assembler.label(flush).step(new AvicVcpu.FlushNext(flush));
    }
    assembler
        .step(new ClearShadow(place))
        .step(new ClearTable())
        .step(new AvicVcpu.UnlockEntries(place));
  }

  /// Nothing is to be done without AVIC; nor for a vCPU that has been put for blocking and is now
  /// preempted or asleep.
  public static class Consider extends AmdStep {
    private final AvicPlace place;
    private final Label done;

    /// @param place from where
    /// @param done the end of put
    public Consider(AvicPlace place, Label done) {
      super("AVIC to put?", "Linux avic_vcpu_put", Cost.PLAIN);
      this.place = place;
      this.done = done;
    }

    /// From where.
    public AvicPlace place() {
      return place;
    }

    private boolean puts(AmdMachine machine, int agent) {
      int v = machine.numberOf(agent);
      boolean active = machine.words.load(machine.vapics.apicvActive(v)) == 1;
      return switch (place) {
        case SCHEDULER ->
            active && PhysicalApicIdEntry.isRunning(machine.words.load(machine.avics.shadow(v)));
        case HALT -> active;
        case TOGGLE -> machine.register(agent, Registers.FLAG) == 0;
      };
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      if (!machine.features().avic() || !puts(machine, agent)) {
        return done.pc();
      }
      int v = machine.numberOf(agent);
      boolean blocks =
          switch (place) {
            case SCHEDULER -> machine.words.load(machine.vcpus.rcuwait(v)) == 1;
            case HALT -> true;
            case TOGGLE -> false;
          };
      int registers = place.registers(machine, agent);
      machine.set(registers, AvicBank.BLOCKING, blocks ? 1 : 0);
      machine.set(registers, AvicBank.CPU, machine.processorOf(agent));
      return NEXT;
    }
  }

  /// The entry of each device: IsRun is 0, and it logs, or interrupts this pCPU, if the vCPU
  /// blocks.
  public static class ReleaseEntry extends AvicVcpu.NextEntry {
    /// @param place from where
    /// @param again this step
    public ReleaseEntry(AvicPlace place, Label again) {
      super(place, again, "IRTE: IsRun := 0", "Linux amd_iommu_update_ga, deactivate_guest_mode");
    }

    @Override
    protected void update(AmdMachine machine, int agent, int d) {
      if (place() == AvicPlace.TOGGLE) {
        machine.writeHostEntry(d);
      } else if (AvicVcpu.isPosted(machine, d)) {
        int registers = place().registers(machine, agent);
        boolean blocks = machine.get(registers, AvicBank.BLOCKING) == 1;
        release(machine, d, blocks);
      }
    }

    /// Changes the entry.
    ///
    /// @param blocks whether the vCPU is to be woken
    protected void release(AmdMachine machine, int d, boolean blocks) {
      long low = machine.words.load(machine.irtes.irteLow(d));
      machine.words.store(machine.irtes.irteLow(d), machine.entryOfWaiting(low, blocks));
    }
  }

  /// The shadow: IsRunning is 0; bit 61 says whether the vCPU blocks. The host ID stays.
  public static class ClearShadow extends AmdStep {
    private final AvicPlace place;

    /// @param place from where
    public ClearShadow(AvicPlace place) {
      super("shadow: IsRunning := 0", "Linux __avic_vcpu_put", Cost.PLAIN);
      this.place = place;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      boolean blocks = machine.get(place.registers(machine, agent), AvicBank.BLOCKING) == 1;
      long shadow = machine.words.load(machine.avics.shadow(v));
      shadow &= ~(PhysicalApicIdEntry.IS_RUNNING | AvicBank.BLOCKS);
      machine.words.store(machine.avics.shadow(v), blocks ? shadow | AvicBank.BLOCKS : shadow);
      return NEXT;
    }
  }

  /// The table: IsRunning is 0. Who sends an IPI from now on exits.
  public static class ClearTable extends AmdStep {
    /// The step as it is.
    public ClearTable() {
      super("table: IsRunning := 0", "Linux __avic_vcpu_put, WRITE_ONCE", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long entry = machine.words.load(machine.avics.physical(v));
      if (PhysicalApicIdEntry.isRunning(entry)) {
        machine.words.store(machine.avics.physical(v), entry & ~PhysicalApicIdEntry.IS_RUNNING);
        if (machine.features().erratum1235()) {
          machine.words.store(machine.avics.stale(v), 1);
        }
      }
      return NEXT;
    }
  }
}
