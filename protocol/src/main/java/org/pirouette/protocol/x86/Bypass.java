package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.Budget;
import org.pirouette.protocol.kvm.DeviceBank;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.kvm.RequestAll;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// The VMM and VFIO at work on a device's interrupt (A10): hot-plug and unplug, changes of the
/// guest's route, changes of the host's affinity; and with posted MSIs on the host, a retriggered
/// interrupt. KVM makes the IRTE post while the interrupt goes to exactly one vCPU, and puts it
/// back under the host's control otherwise. How the IRTE is changed is the architecture's
/// ([BypassHooks]).
public final class Bypass {
  /// Choice: connect the device, so that its interrupt is posted.
  public static final int PLUG = 0;

  /// Choice: disconnect the device.
  public static final int UNPLUG = 1;

  /// Choice: the route names the other vCPU.
  public static final int MOVE_ROUTE = 2;

  /// Choice: the route names the other vCPU, in a way that cannot be posted.
  public static final int MOVE_ROUTE_UNPOSTABLE = 3;

  /// Choice: the host moves the interrupt to the next pCPU.
  public static final int MOVE_AFFINITY = 4;

  /// Choice: the host raises the interrupt's own vector again, as it does when it moves interrupts.
  public static final int RETRIGGER = 5;

  private Bypass() {}

  /// The program.
  ///
  /// @param hooks what the architecture adds
  public static Program program(Assembly assembly, BypassHooks hooks) {
    Label decide = new Label("VMM decides");
    Label plug = new Label("vfio_msi_set_vector_signal");
    Label update = new Label("kvm_pi_update_irte");
    Label unplug = new Label("kvm_arch_irq_bypass_del_producer");
    Label route = new Label("kvm_set_irq_routing");
    Label affinity = new Label("intel_ir_set_affinity");
    Label flush = new Label("qi_flush_iec");
    RequestAll unblock = new RequestAll(Request.UNBLOCK, true, update);
    Program.Assembler assembler =
        assembly
            .assembler("VMM routes")
            .label(decide)
            .step(new Decide(hooks, plug, unplug, route, affinity))
            .label(plug)
            .step(new WriteHostEntry())
            .step(new Connect(hooks.startsBypass() ? unblock.entry : update, update));
    if (hooks.startsBypass()) {
      unblock.addTo(assembler);
    }
    assembler.label(route).step(new ChangeRoute()).label(update);
    hooks.updateEntry(assembler);
    assembler
        .label(flush)
        .step(new Flush(decide))
        .label(affinity)
        .step(new SetAffinity(flush))
        .label(unplug);
    hooks.restoreEntry(assembler);
    return assembler
        .step(new FlushHostEntry())
        .step(new Disconnect())
        .begin(X86Region.DISCONNECTED)
        .step(new ClearEntry(flush))
        .end(X86Region.DISCONNECTED)
        .assemble();
  }

  /// What the VMM or the administrator does next.
  public static final class Decide extends X86Step {
    private final BypassHooks hooks;
    private final Label plug;
    private final Label unplug;
    private final Label route;
    private final Label affinity;

    Decide(BypassHooks hooks, Label plug, Label unplug, Label route, Label affinity) {
      super("VMM decides", "VMM", Cost.NONE, Decision.ENVIRONMENT);
      this.hooks = hooks;
      this.plug = plug;
      this.unplug = unplug;
      this.route = route;
      this.affinity = affinity;
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      int d = machine.numberOf(agent);
      long budgets = machine.words.load(machine.devices.deviceBudgets(d));
      boolean connected = machine.get(machine.devices.route(d), DeviceBank.CONNECTED) == 1;
      int count = Budget.of(Limit.PLUGS).left(budgets) ? 1 : 0;
      if (!connected) {
        return count;
      }
      count += Budget.of(Limit.ROUTE_CHANGES).left(budgets) ? 2 : 0;
      return count + (Budget.of(Limit.AFFINITY_CHANGES).left(budgets) ? affinityChoices() : 0);
    }

    private int affinityChoices() {
      return hooks.retriggers() ? 2 : 1;
    }

    @Override
    public int choice(X86Machine machine, int agent, int alternative) {
      int d = machine.numberOf(agent);
      long budgets = machine.words.load(machine.devices.deviceBudgets(d));
      boolean connected = machine.get(machine.devices.route(d), DeviceBank.CONNECTED) == 1;
      int left = alternative;
      if (Budget.of(Limit.PLUGS).left(budgets) && left-- == 0) {
        return connected ? UNPLUG : PLUG;
      }
      if (Budget.of(Limit.ROUTE_CHANGES).left(budgets)) {
        if (left < 2) {
          return left == 0 ? MOVE_ROUTE : MOVE_ROUTE_UNPOSTABLE;
        }
        left -= 2;
      }
      return left == 0 ? MOVE_AFFINITY : RETRIGGER;
    }

    @Override
    public String describe(X86Machine machine, int agent, int choice) {
      return switch (choice) {
        case PLUG -> "plug the device";
        case UNPLUG -> "unplug the device";
        case MOVE_ROUTE -> "route to the other vCPU";
        case MOVE_ROUTE_UNPOSTABLE -> "route to the other vCPU, not postable";
        case MOVE_AFFINITY -> "host affinity to the next pCPU";
        default -> "host retriggers";
      };
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      int budgets = machine.devices.deviceBudgets(d);
      switch (choice) {
        case PLUG -> {
          machine.spend(budgets, Limit.PLUGS);
          return plug.pc();
        }
        case UNPLUG -> {
          machine.spend(budgets, Limit.PLUGS);
          return unplug.pc();
        }
        case MOVE_ROUTE, MOVE_ROUTE_UNPOSTABLE -> {
          machine.spend(budgets, Limit.ROUTE_CHANGES);
          machine.setRegister(agent, Registers.FLAG, choice == MOVE_ROUTE_UNPOSTABLE ? 1 : 0);
          return route.pc();
        }
        case MOVE_AFFINITY -> {
          machine.spend(budgets, Limit.AFFINITY_CHANGES);
          return affinity.pc();
        }
        default -> {
          machine.spend(budgets, Limit.AFFINITY_CHANGES);
          machine.raise(
              (int) machine.words.load(machine.devices.hostCpu(d)), machine.hostVector(d));
          return 0;
        }
      }
    }
  }

  /// The VFIO driver sets the MSI up: the host takes it.
  public static class WriteHostEntry extends X86Step {
    /// The step as it is.
    public WriteHostEntry() {
      super("IRTE := host", "Linux intel_irq_remapping_activate", Cost.NONE);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.writeHostEntry(machine.numberOf(agent));
      return NEXT;
    }
  }

  /// KVM counts possible bypass interrupts. With the first one, vCPUs that went to sleep without
  /// the wakeup vector have to be asked to look again.
  public static class Connect extends X86Step {
    private final Label unblock;
    private final Label update;

    /// @param unblock the request to all vCPUs
    /// @param update where the IRTE is changed
    public Connect(Label unblock, Label update) {
      super("count possible bypass", "Linux vmx_pi_start_bypass", Cost.LOCKED);
      this.unblock = unblock;
      this.update = update;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      machine.set(machine.devices.route(d), DeviceBank.CONNECTED, 1);
      return (machine.addToBypassCount(1) == 0 ? unblock : update).pc();
    }
  }

  /// A new routing table: the route names the other vCPU.
  public static class ChangeRoute extends X86Step {
    /// The step as it is.
    public ChangeRoute() {
      super("change route", "Linux kvm_set_irq_routing", Cost.NONE);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      MachineConfiguration.Device device = machine.configuration().devices().get(d);
      long route = machine.words.load(machine.devices.route(d));
      boolean moved = DeviceBank.ROUTE_VCPU.get(route) == device.vcpu();
      route = DeviceBank.ROUTE_VCPU.set(route, moved ? device.alternateVcpu() : device.vcpu());
      route = DeviceBank.UNPOSTABLE.set(route, machine.takeFlag(agent) ? 1 : 0);
      machine.words.store(machine.devices.route(d), DeviceBank.CHANGING.set(route, 1));
      return NEXT;
    }
  }

  /// The IRTE posts to the route's vCPU, or goes back to the host if the new route cannot be
  /// posted; as one 16-byte compare-and-swap.
  public static class UpdateEntry extends X86Step {
    /// The step as it is.
    public UpdateEntry() {
      super("IRTE := route", "Linux kvm_pi_update_irte, modify_irte", Cost.NONE);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      if (machine.get(machine.devices.route(d), DeviceBank.UNPOSTABLE) == 1) {
        machine.writeHostEntry(d);
      } else {
        machine.writePostedEntry(d);
      }
      return NEXT;
    }
  }

  /// The interrupt-entry cache forgets the entry; messages that use the old one have drained.
  public static class Flush extends X86Step {
    private final Label decide;

    /// @param decide the VMM's next decision
    public Flush(Label decide) {
      super("flush IEC, wait", "Linux qi_flush_iec; VT-d 6.5", Cost.NONE, Decision.WAIT);
      this.decide = decide;
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      return machine.words.load(machine.iommuCounter(machine.numberOf(agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      machine.flushEntry(d);
      machine.set(machine.devices.route(d), DeviceBank.CHANGING, 0);
      return decide.pc();
    }
  }

  /// The host moves the interrupt; an IRTE that posts to a vCPU is left alone.
  public static class SetAffinity extends X86Step {
    private final Label flush;

    /// @param flush the invalidation
    public SetAffinity(Label flush) {
      super("host affinity", "Linux intel_ir_set_affinity", Cost.NONE);
      this.flush = flush;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      int now = (int) machine.words.load(machine.devices.hostCpu(d));
      machine.words.store(machine.devices.hostCpu(d), machine.nextOnline(now));
      if (!machine.postsToVcpu(d)) {
        machine.writeHostEntry(d);
      }
      return flush.pc();
    }
  }

  /// Unplug: the IRTE goes back to the host ...
  public static class RestoreHostEntry extends X86Step {
    /// The step as it is.
    public RestoreHostEntry() {
      super("IRTE := host", "Linux kvm_arch_irq_bypass_del_producer", Cost.NONE);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      machine.set(machine.devices.route(d), DeviceBank.CHANGING, 1);
      machine.writeHostEntry(d);
      return NEXT;
    }
  }

  /// ... the cached one is forgotten ...
  public static class FlushHostEntry extends X86Step {
    /// The step as it is.
    public FlushHostEntry() {
      super("flush IEC, wait", "Linux qi_flush_iec; VT-d 6.5", Cost.NONE, Decision.WAIT);
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      return machine.words.load(machine.iommuCounter(machine.numberOf(agent))) == 0 ? 1 : 0;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.flushEntry(machine.numberOf(agent));
      return NEXT;
    }
  }

  /// ... KVM counts one possible bypass interrupt less ...
  public static class Disconnect extends X86Step {
    /// The step as it is.
    public Disconnect() {
      super("count possible bypass", "Linux kvm_arch_irq_bypass_del_producer", Cost.LOCKED);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.addToBypassCount(-1);
      return NEXT;
    }
  }

  /// ... and, when no handler of it runs any more, the entry goes. A message that comes now is
  /// blocked, and what is pending for the guest matters to nobody.
  public static class ClearEntry extends X86Step {
    private final Label flush;

    /// @param flush the invalidation
    public ClearEntry(Label flush) {
      super(
          "IRTE := absent",
          "Linux free_irq, synchronize_irq, intel_irq_remapping_free",
          Cost.NONE,
          Decision.WAIT);
      this.flush = flush;
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      return machine.handlesDevice(machine.numberOf(agent)) ? 0 : 1;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      machine.set(machine.devices.route(d), DeviceBank.CONNECTED, 0);
      machine.clearEntry(d);
      machine.noteUnplugged(d);
      return flush.pc();
    }
  }
}
