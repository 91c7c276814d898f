package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;

/// Interrupts that the host takes on a pCPU:
///
/// - a doorbell, see [DoorbellHandler];
/// - the LPI of an assigned device: VFIO signals the eventfd, the irqfd injects;
/// - the timer: expired timers of vCPUs inject their interrupts;
/// - any other: the handler only returns; the scheduler acts on the way out.
public final class HostHandler {
  private HostHandler() {}

  static Program program(Assembly assembly) {
    ArmFeatures features = ArmFeatures.of(assembly.configuration());
    Label entry = new Label("host interrupt");
    Label leave = new Label("return from interrupt");
    Label device = new Label("vfio_msihandler");
    Label timer = new Label("kvm_arch_timer_handler");
    VgicInject inject = new VgicInject(new Label("vgic_queue_irq_unlock"));
    DoorbellHandler doorbell = new DoorbellHandler();
    Program.Assembler assembler =
        assembly
            .assembler("host handler")
            .label(entry)
            .step(new Dispatch(leave, doorbell.entry, device, timer))
            .label(device)
            .step(new HandleDevice(leave, inject.entry()))
            .label(timer)
            .step(new NextTimer(leave, timer, inject.entry()));
    doorbell.addTo(assembler, features.gic(), leave, inject.tell);
    inject.addTo(assembler);
    return assembler.label(leave).step(new Return(entry)).assemble();
  }

  /// Which handler the interrupt has.
  public static class Dispatch extends ArmStep {
    private final Label leave;
    private final Label doorbell;
    private final Label device;
    private final Label timer;

    /// @param leave return from interrupt
    /// @param doorbell the handler of doorbells
    /// @param device the handler of a device
    /// @param timer the handler of the timer
    public Dispatch(Label leave, Label doorbell, Label device, Label timer) {
      super("IAR, dispatch", "Linux gic_handle_irq", KvmCost.HOST_INTERRUPT_ENTRY);
      this.leave = leave;
      this.doorbell = doorbell;
      this.device = device;
      this.timer = timer;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int irq = machine.register(agent, Registers.EXIT_VECTOR);
      if (HostIrq.isDoorbell(irq)) {
        return doorbell.pc();
      }
      if (irq == HostIrq.TIMER) {
        return timer.pc();
      }
      return (irq >= HostIrq.FIRST_DEVICE ? device : leave).pc();
    }
  }

  /// The VFIO handler signals the eventfd, and the irqfd injects.
  public static class HandleDevice extends ArmStep {
    private final Label leave;
    private final Label inject;

    /// @param leave return from interrupt
    /// @param inject the injection
    public HandleDevice(Label leave, Label inject) {
      super("vfio handler, irqfd", "Linux vfio_msihandler, irqfd_wakeup", Cost.PLAIN);
      this.leave = leave;
      this.inject = inject;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.register(agent, Registers.EXIT_VECTOR) - HostIrq.FIRST_DEVICE;
      if (d >= machine.configuration().devices().size() || !machine.isPlugged(d)) {
        return leave.pc();
      }
      int v = machine.routeVcpu(d);
      int vector = machine.vectorOf(d);
      machine.noteAnswered(d, v, vector);
      machine.noteCaused(v, vector);
      return VgicInject.call(machine, agent, v, vector, leave, inject);
    }
  }

  /// The next timer of a vCPU that has expired on this pCPU.
  public static class NextTimer extends ArmStep {
    private final Label leave;
    private final Label timer;
    private final Label inject;

    /// @param leave return from interrupt
    /// @param timer this step
    /// @param inject the injection
    public NextTimer(Label leave, Label timer, Label inject) {
      super("expired timer?", "Linux kvm_arch_timer_handler", Cost.PLAIN);
      this.leave = leave;
      this.timer = timer;
      this.inject = inject;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.firedTimer(machine.numberOf(agent));
      if (v < 0) {
        return leave.pc();
      }
      int vector = machine.get(machine.vcpus.timer(v), ArmTimer.INTERRUPT);
      machine.words.store(machine.vcpus.timer(v), 0);
      return VgicInject.call(machine, agent, v, vector, timer, inject);
    }
  }

  /// ERET to what was interrupted. If that was a thread that may be preempted and its time is up,
  /// the scheduler takes it off first.
  public static class Return extends ArmStep {
    private final Label entry;

    /// @param entry where the next interrupt starts
    public Return(Label entry) {
      super("EOIR, ERET", "Linux el1_interrupt", KvmCost.HOST_INTERRUPT_EXIT);
      this.entry = entry;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      int interrupted = (int) machine.words.load(machine.pcpus.interrupted(p));
      machine.mark(
          agent, Mark.HOST_INTERRUPT_DONE, p, machine.register(agent, Registers.EXIT_VECTOR));
      machine.words.store(machine.registers(agent), 0);
      machine.words.store(machine.pcpus.interrupted(p), 0);
      machine.set(machine.pcpus.flags(p), ProcessorBank.INTERRUPTS_ON, 1);
      machine.preemptIfDue(p, interrupted);
      machine.run(p, interrupted);
      return entry.pc();
    }
  }
}
