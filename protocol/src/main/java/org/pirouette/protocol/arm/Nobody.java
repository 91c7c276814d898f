package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Program;

/// The program of an agent that Arm machines have nothing to do for: nothing inhibits vLPIs at run
/// time, and a pCPU that goes offline has no list of sleeping vCPUs.
final class Nobody {
  private Nobody() {}

  static Program program(Assembly assembly, String name) {
    return assembly.assembler(name).step(new Rest()).assemble();
  }

  private static final class Rest extends ArmStep {
    Rest() {
      super("nothing to do", "-", Cost.NONE, Decision.WAIT);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return 0;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      return 0;
    }
  }
}
