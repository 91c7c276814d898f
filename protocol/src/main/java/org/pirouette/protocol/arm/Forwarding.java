package org.pirouette.protocol.arm;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.Budget;
import org.pirouette.protocol.kvm.DeviceBank;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// The VMM and VFIO at work on a device's interrupt, under the ITS's lock: connect and disconnect
/// (`kvm_vgic_v4_set_forwarding`, `kvm_vgic_v4_unset_forwarding`), and the guest's move of the
/// interrupt to another vCPU.
public final class Forwarding {
  /// Choice: connect the device, so that its interrupt is a vLPI.
  public static final int PLUG = 0;

  /// Choice: disconnect the device.
  public static final int UNPLUG = 1;

  /// Choice: the guest moves the interrupt to the other vCPU (MOVI).
  public static final int MOVE_ROUTE = 2;

  private Forwarding() {}

  static Program program(Assembly assembly) {
    ArmFeatures features = ArmFeatures.of(assembly.configuration());
    Label decide = new Label("VMM decides");
    Label plug = new Label("kvm_vgic_v4_set_forwarding");
    Label unplug = new Label("kvm_vgic_v4_unset_forwarding");
    Label route = new Label("vgic_its_cmd_handle_movi");
    Label settle = new Label("VSYNC");
    Program.Assembler assembler =
        assembly
            .assembler("VMM routes")
            .label(decide)
            .step(new Decide(plug, unplug, route))
            .label(plug)
            .step(new Connect());
    if (features.gic().direct()) {
      if (features.lazy()) {
        assembler.step(new MapVpe());
      }
      assembler.step(new MapVlpi()).step(new TransferPending());
    }
    assembler
        .label(settle)
        .step(new Settle(decide))
        .label(route)
        .step(new MoveVlpi(settle))
        .label(unplug);
    if (features.gic().direct()) {
      assembler.step(new UnmapVlpi()).step(new AwaitUnmapped());
      if (features.lazy()) {
        assembler.step(new UnmapVpe());
      }
    }
    return assembler.step(new Disconnect(settle)).assemble();
  }

  /// What the VMM or the guest does next.
  public static final class Decide extends ArmStep {
    private final Label plug;
    private final Label unplug;
    private final Label route;

    Decide(Label plug, Label unplug, Label route) {
      super("VMM decides", "VMM", Cost.NONE, Decision.ENVIRONMENT);
      this.plug = plug;
      this.unplug = unplug;
      this.route = route;
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      int d = machine.numberOf(agent);
      long budgets = machine.words.load(machine.devices.deviceBudgets(d));
      boolean connected = machine.get(machine.devices.route(d), DeviceBank.CONNECTED) == 1;
      int count = Budget.of(Limit.PLUGS).left(budgets) ? 1 : 0;
      return count + (connected && Budget.of(Limit.ROUTE_CHANGES).left(budgets) ? 1 : 0);
    }

    @Override
    public int choice(ArmMachine machine, int agent, int alternative) {
      int d = machine.numberOf(agent);
      long budgets = machine.words.load(machine.devices.deviceBudgets(d));
      if (Budget.of(Limit.PLUGS).left(budgets) && alternative == 0) {
        return machine.get(machine.devices.route(d), DeviceBank.CONNECTED) == 1 ? UNPLUG : PLUG;
      }
      return MOVE_ROUTE;
    }

    @Override
    public String describe(ArmMachine machine, int agent, int choice) {
      return switch (choice) {
        case PLUG -> "plug the device";
        case UNPLUG -> "unplug the device";
        default -> "interrupt to the other vCPU";
      };
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int budgets = machine.devices.deviceBudgets(machine.numberOf(agent));
      machine.spend(budgets, choice == MOVE_ROUTE ? Limit.ROUTE_CHANGES : Limit.PLUGS);
      return switch (choice) {
        case PLUG -> plug.pc();
        case UNPLUG -> unplug.pc();
        default -> route.pc();
      };
    }
  }

  /// The VFIO driver has set the MSI up: the host's LPI at first.
  public static class Connect extends ArmStep {
    /// The step as it is.
    public Connect() {
      super("event := host's LPI", "Linux vfio_msi_set_vector_signal", Cost.NONE);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      long route = machine.words.load(machine.devices.route(d));
      route = DeviceBank.CONNECTED.set(route, 1);
      machine.words.store(machine.devices.route(d), DeviceBank.CHANGING.set(route, 1));
      machine.set(machine.translations.event(d), TranslationBank.MAPPED, 1);
      machine.signal(machine.device(d));
      machine.addToBypassCount(1);
      return NEXT;
    }
  }

  /// A lazily mapped vPE is mapped with the first vLPI, where the driver has it now.
  public static class MapVpe extends ArmStep {
    /// The step as it is.
    public MapVpe() {
      super("VMAPP if first", "Linux its_map_vm", ArmCost.ITS_COMMAND, Decision.SPIN);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      int v = machine.routeVcpu(machine.numberOf(agent));
      return machine.words.load(machine.vpes.lock(v)) == 0 ? 1 : 0;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      int v = machine.routeVcpu(d);
      int i = machine.service(d);
      int column = (int) machine.words.load(machine.vpes.column(v));
      machine.words.store(machine.vpes.target(i, v), column);
      machine.words.getAndOr(machine.vpes.mapped(v), 1L << i);
      return NEXT;
    }
  }

  /// The event goes to the vLPI: DISCARD of the host's LPI and VMAPTI, `irq->hw` is set.
  public static class MapVlpi extends ArmStep {
    /// The step as it is.
    public MapVlpi() {
      super("DISCARD, VMAPTI", "Linux its_vlpi_map", ArmCost.ITS_COMMAND);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      long event = TranslationBank.MAPPED.mask() | TranslationBank.VIRTUAL.mask();
      event = TranslationBank.VPE.set(event, machine.routeVcpu(d));
      machine.words.store(machine.translations.event(d), event);
      return NEXT;
    }
  }

  /// What was pending in software is pending in hardware from now on.
  public static class TransferPending extends ArmStep {
    /// The step as it is.
    public TransferPending() {
      super("pending_latch to INT", "Linux kvm_vgic_v4_set_forwarding", ArmCost.ITS_COMMAND);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      int v = machine.routeVcpu(d);
      int vector = machine.vectorOf(d);
      long bit = VectorBitmap.bit(vector);
      int latch = machine.vgics.latch(v, VectorBitmap.word(vector));
      if ((machine.words.getAndAnd(latch, ~bit) & bit) != 0) {
        machine.makePending(agent, machine.service(d), v, vector);
      }
      return NEXT;
    }
  }

  /// The commands are done, and what was translated before has arrived.
  public static class Settle extends ArmStep {
    private final Label decide;

    /// @param decide the VMM's next decision
    public Settle(Label decide) {
      super("VSYNC", "Linux its_send_vmapti, its_send_vmovi", ArmCost.ITS_COMMAND, Decision.WAIT);
      this.decide = decide;
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return machine.words.load(machine.iommuCounter(machine.numberOf(agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      machine.set(machine.devices.route(machine.numberOf(agent)), DeviceBank.CHANGING, 0);
      return decide.pc();
    }
  }

  /// The guest moves the interrupt: VMOVI, with its pending state.
  public static class MoveVlpi extends ArmStep {
    private final Label settle;

    /// @param settle where the command is waited for
    public MoveVlpi(Label settle) {
      super(
          "VMOVI",
          "Linux vgic_its_cmd_handle_movi, its_vlpi_map",
          ArmCost.ITS_COMMAND,
          Decision.WAIT);
      this.settle = settle;
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return machine.words.load(machine.iommuCounter(machine.numberOf(agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      MachineConfiguration.Device device = machine.configuration().devices().get(d);
      int from = machine.routeVcpu(d);
      int to = from == device.vcpu() ? device.alternateVcpu() : device.vcpu();
      long route = machine.words.load(machine.devices.route(d));
      route = DeviceBank.ROUTE_VCPU.set(route, to);
      machine.words.store(machine.devices.route(d), DeviceBank.CHANGING.set(route, 1));
      if (TranslationBank.VIRTUAL.get(machine.words.load(machine.translations.event(d))) == 1) {
        machine.set(machine.translations.event(d), TranslationBank.VPE, to);
        if (to != from && machine.clearPending(from, device.vector())) {
          machine.noteMoved(from, device.vector());
          machine.makePending(agent, machine.service(d), to, device.vector());
        }
      }
      return settle.pc();
    }
  }

  /// The event goes to the host's LPI again; a pending vLPI is forgotten with its device.
  public static class UnmapVlpi extends ArmStep {
    /// The step as it is.
    public UnmapVlpi() {
      super("DISCARD, MAPTI", "Linux its_vlpi_unmap", ArmCost.ITS_COMMAND);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      int v = machine.routeVcpu(d);
      machine.words.store(machine.translations.event(d), TranslationBank.MAPPED.mask());
      machine.clearPending(v, machine.vectorOf(d));
      machine.noteUnplugged(d);
      return NEXT;
    }
  }

  /// SYNC: what was translated before has arrived, and is forgotten too.
  public static class AwaitUnmapped extends ArmStep {
    /// The step as it is.
    public AwaitUnmapped() {
      super("SYNC", "Linux its_vlpi_unmap", ArmCost.ITS_COMMAND, Decision.WAIT);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return machine.words.load(machine.iommuCounter(machine.numberOf(agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      return NEXT;
    }
  }

  /// A lazily mapped vPE goes with the last vLPI.
  public static class UnmapVpe extends ArmStep {
    /// The step as it is.
    public UnmapVpe() {
      super("VMAPP V=0 if last", "Linux its_unmap_vm", ArmCost.ITS_COMMAND, Decision.SPIN);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      int v = machine.routeVcpu(machine.numberOf(agent));
      return machine.words.load(machine.vpes.lock(v)) == 0 ? 1 : 0;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      int v = machine.routeVcpu(d);
      boolean used = false;
      for (int other = 0; other < machine.configuration().devices().size(); other++) {
        long event = machine.words.load(machine.translations.event(other));
        used |=
            machine.service(other) == machine.service(d)
                && TranslationBank.VIRTUAL.get(event) == 1
                && TranslationBank.VPE.get(event) == v;
      }
      if (!used) {
        machine.words.getAndAnd(machine.vpes.mapped(v), ~(1L << machine.service(d)));
      }
      return NEXT;
    }
  }

  /// The device is gone.
  public static class Disconnect extends ArmStep {
    private final Label settle;

    /// @param settle the end
    public Disconnect(Label settle) {
      super("free LPI", "Linux vfio_msi_set_vector_signal, free_irq", Cost.NONE);
      this.settle = settle;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      long route = machine.words.load(machine.devices.route(d));
      machine.words.store(machine.devices.route(d), DeviceBank.CONNECTED.set(route, 0));
      machine.words.store(machine.translations.event(d), 0);
      machine.addToBypassCount(-1);
      machine.noteUnplugged(d);
      return settle.pc();
    }
  }
}
