package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Program;

/// Messages on their way to a local APIC. Each arrives after an arbitrary delay, in any order;
/// equal vectors merge, as they would in the IRR.
public final class Bus {
  private Bus() {}

  public static Program program(Assembly assembly) {
    return assembly.assembler("bus").step(new Arrive()).assemble();
  }

  /// A message arrives and is accepted into the IRR.
  public static final class Arrive extends X86Step {
    Arrive() {
      super("arrive in IRR", "SDM 3A 10.8.4", Cost.NONE, Decision.ARRIVE);
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      return Long.bitCount(machine.words.load(machine.lapics.bus(machine.numberOf(agent))));
    }

    @Override
    public int choice(X86Machine machine, int agent, int alternative) {
      long messages = machine.words.load(machine.lapics.bus(machine.numberOf(agent)));
      for (int skipped = 0; skipped < alternative; skipped++) {
        messages &= messages - 1;
      }
      return 192 + Long.numberOfTrailingZeros(messages);
    }

    @Override
    public String describe(X86Machine machine, int agent, int choice) {
      return "vector " + Integer.toHexString(choice) + "h";
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      machine.words.getAndAnd(machine.lapics.bus(p), ~HostVector.bit(choice));
      machine.raise(p, choice);
      return 0;
    }
  }
}
