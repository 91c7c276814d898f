package org.pirouette.protocol.x86;

import org.pirouette.protocol.step.Assembly;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Machine;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Step;

/// Messages on their way to a local APIC. Each arrives after an arbitrary delay, in any order;
/// equal vectors merge, as they would in the IRR.
public final class Bus {
  private Bus() {}

  public static Program program(Assembly assembly) {
    return assembly.assembler("bus").step(new Arrive()).assemble();
  }

  /// A message arrives and is accepted into the IRR.
  public static final class Arrive extends Step {
    Arrive() {
      super("arrive in IRR", "SDM 3A 10.8.4", Cost.NONE, Decision.ARRIVE);
    }

    @Override
    public int alternatives(Machine machine, int agent) {
      return Long.bitCount(machine.words.load(machine.bus(machine.numberOf(agent))));
    }

    @Override
    public int choice(Machine machine, int agent, int alternative) {
      long messages = machine.words.load(machine.bus(machine.numberOf(agent)));
      for (int skipped = 0; skipped < alternative; skipped++) {
        messages &= messages - 1;
      }
      return 192 + Long.numberOfTrailingZeros(messages);
    }

    @Override
    public String describe(Machine machine, int agent, int choice) {
      return "vector " + Integer.toHexString(choice) + "h";
    }

    @Override
    public int execute(Machine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      machine.words.getAndAnd(machine.bus(p), ~HostVector.bit(choice));
      machine.raise(p, choice);
      return 0;
    }
  }
}
