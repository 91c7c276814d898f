package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Program;

/// Physical interrupts on their way to a pCPU. Each arrives after any delay, in any order; equal
/// ones merge.
public final class Distributor {
  private Distributor() {}

  static Program program(Assembly assembly) {
    return assembly.assembler("distributor").step(new Arrive()).assemble();
  }

  /// An interrupt becomes pending at the redistributor.
  public static final class Arrive extends ArmStep {
    Arrive() {
      super("arrive at redistributor", "GICv3 4.1", Cost.NONE, Decision.ARRIVE);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      int count = 0;
      while (machine.onTheWay(machine.numberOf(agent), count) >= 0) {
        count++;
      }
      return count;
    }

    @Override
    public int choice(ArmMachine machine, int agent, int alternative) {
      return machine.onTheWay(machine.numberOf(agent), alternative);
    }

    @Override
    public String describe(ArmMachine machine, int agent, int choice) {
      return HostIrq.name(choice);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      machine.words.getAndAnd(machine.gic.onTheWay(p, HostIrq.word(choice)), ~HostIrq.bit(choice));
      machine.raise(p, choice);
      return 0;
    }
  }
}
