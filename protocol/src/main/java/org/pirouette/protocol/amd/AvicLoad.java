package org.pirouette.protocol.amd;

import org.pirouette.model.amd.IommuIrte;
import org.pirouette.model.amd.PhysicalApicIdEntry;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// `avic_vcpu_load` since 6.17: the vCPU runs on this pCPU. First the shadow and the table, for
/// IPIs; then the entries of its devices. Preemption is off.
public final class AvicLoad {
  private final AvicPlace place;
  private final AmdFeatures features;

  AvicLoad(AvicPlace place, AmdFeatures features) {
    this.place = place;
    this.features = features;
  }

  /// Adds the steps.
  ///
  /// @param done placed behind them
  void addTo(Program.Assembler assembler, Label done) {
    Label update = new Label("avic_update_iommu_vcpu_affinity, load");
    Label flush = new Label("invalidate, load");
    Label unlock = new Label("avic_vcpu_load, unlock");
    assembler
        .step(new Consider(place, done))
        .step(new AvicVcpu.LockEntries(place))
        .step(new SetShadow(place))
        .step(new SetTable(features.enableIpiv()))
        .label(update)
        .step(new PointEntry(place, update));
    if (place == AvicPlace.TOGGLE) {
      assembler.label(flush).step(new AvicVcpu.FlushNext(flush));
    }
    if (features.iommu().gappi()) {
      assembler
          .step(new WakeupList.Listed(unlock))
          .step(new WakeupList.LockList())
          .step(new WakeupList.Leave())
          .step(new WakeupList.UnlockList(true));
    }
    assembler.label(unlock).step(new AvicVcpu.UnlockEntries(place));
  }

  /// Nothing is to be done without AVIC; nor, in the scheduler, for a vCPU that blocks: its entries
  /// name a pCPU only while it runs.
  public static class Consider extends AmdStep {
    private final AvicPlace place;
    private final Label done;

    /// @param place from where
    /// @param done the end of load
    public Consider(AvicPlace place, Label done) {
      super("AVIC to load?", "Linux avic_vcpu_load", Cost.PLAIN);
      this.place = place;
      this.done = done;
    }

    /// From where.
    public AvicPlace place() {
      return place;
    }

    private boolean loads(AmdMachine machine, int agent) {
      int v = machine.numberOf(agent);
      return switch (place) {
        case SCHEDULER ->
            machine.words.load(machine.vapics.apicvActive(v)) == 1
                && machine.words.load(machine.vcpus.rcuwait(v)) == 0;
        case HALT -> machine.words.load(machine.vapics.apicvActive(v)) == 1;
        case TOGGLE -> machine.register(agent, Registers.FLAG) == 1;
      };
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      if (!machine.features().avic() || !loads(machine, agent)) {
        return done.pc();
      }
      machine.set(place.registers(machine, agent), AvicBank.CPU, machine.processorOf(agent));
      return NEXT;
    }
  }

  /// The shadow: IsRunning, on this pCPU.
  public static class SetShadow extends AmdStep {
    private final AvicPlace place;

    /// @param place from where
    public SetShadow(AvicPlace place) {
      super("shadow: IsRunning := 1", "Linux __avic_vcpu_load", Cost.PLAIN);
      this.place = place;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.get(place.registers(machine, agent), AvicBank.CPU);
      machine.words.store(
          machine.avics.shadow(v), PhysicalApicIdEntry.of(AvicNames.backingPage(v), p, true));
      return NEXT;
    }
  }

  /// The table: the same; but IsRunning only if processors may ring by it.
  public static class SetTable extends AmdStep {
    private final boolean publishes;

    /// @param publishes `enable_ipiv`
    public SetTable(boolean publishes) {
      super("table: IsRunning := 1", "Linux __avic_vcpu_load, WRITE_ONCE", Cost.PLAIN);
      this.publishes = publishes;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = PhysicalApicIdEntry.hostApicId(machine.words.load(machine.avics.shadow(v)));
      if (publishes && machine.features().erratum1235()) {
        machine.words.store(machine.avics.stale(v), 0);
      }
      machine.words.store(
          machine.avics.physical(v),
          PhysicalApicIdEntry.of(AvicNames.backingPage(v), p, publishes));
      return NEXT;
    }
  }

  /// The entry of each device: IsRun, on this pCPU.
  public static class PointEntry extends AvicVcpu.NextEntry {
    /// @param place from where
    /// @param again this step
    public PointEntry(AvicPlace place, Label again) {
      super(place, again, "IRTE: IsRun := 1", "Linux amd_iommu_update_ga, activate_guest_mode");
    }

    @Override
    protected void update(AmdMachine machine, int agent, int d) {
      int p = machine.get(place().registers(machine, agent), AvicBank.CPU);
      if (place() == AvicPlace.TOGGLE) {
        machine.writeGuestEntry(d, machine.numberOf(agent));
      } else if (AvicVcpu.isPosted(machine, d)) {
        long low = machine.words.load(machine.irtes.irteLow(d));
        machine.words.store(machine.irtes.irteLow(d), IommuIrte.running(low, p));
      }
    }
  }
}
