package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Program;

/// The virtual timer of a vCPU. The guest sets it without an exit; when it fires, the host takes a
/// PPI, or the interrupt of the timer that stands in for it while the vCPU is out, and injects it.
public final class ArmTimer {
  /// In `timer`: the interrupt, or 0 if the timer is not armed.
  static final Field INTERRUPT = new Field(0, 8);

  /// In `timer`: it has fired, and nobody has injected its interrupt.
  static final Field FIRED = new Field(8, 1);

  /// In `timer`: the pCPU on which it has fired.
  static final Field FIRED_ON = new Field(9, 10);

  private ArmTimer() {}

  static Program program(Assembly assembly) {
    return assembly.assembler("timer").step(new Fire()).assemble();
  }

  /// Whether a timer has fired on pCPU p.
  static boolean hasFiredOn(int p, long timer) {
    return FIRED.get(timer) == 1 && FIRED_ON.get(timer) == p;
  }

  /// The deadline passes.
  public static class Fire extends ArmStep {
    /// The step as it is.
    public Fire() {
      super("timer fires", "Linux kvm_arch_timer_handler", Cost.NONE, Decision.TIMER_FIRES);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      long timer = machine.words.load(machine.vcpus.timer(machine.numberOf(agent)));
      return timer != 0 && FIRED.get(timer) == 0 ? 1 : 0;
    }

    @Override
    public boolean optional(ArmMachine machine, int agent) {
      return false;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.taskCpu(v);
      long timer = machine.words.load(machine.vcpus.timer(v));
      machine.words.store(machine.vcpus.timer(v), FIRED.set(FIRED_ON.set(timer, p), 1));
      machine.noteCaused(v, INTERRUPT.get(timer));
      machine.raise(p, HostIrq.TIMER);
      return 0;
    }
  }
}
