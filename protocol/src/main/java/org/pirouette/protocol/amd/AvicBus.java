package org.pirouette.protocol.amd;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.HostVector;

/// Messages on their way to a pCPU: interrupts to its local APIC, and doorbells. Each arrives after
/// an arbitrary delay, in any order.
public final class AvicBus {
  private AvicBus() {}

  static Program program(Assembly assembly) {
    return assembly.assembler("bus").step(new Arrive()).assemble();
  }

  /// An interrupt is accepted into the IRR. A doorbell makes a processor in guest mode look at the
  /// backing page of the guest that it runs, whichever that is; any other drops it.
  public static final class Arrive extends AmdStep {
    Arrive() {
      super("arrive", "APM 2 15.29.2", AmdCost.DOORBELL_PROCESSING, Decision.ARRIVE);
    }

    private static long messages(AmdMachine machine, int p) {
      return machine.words.load(machine.lapics.bus(p));
    }

    @Override
    public int alternatives(AmdMachine machine, int agent) {
      int p = machine.numberOf(agent);
      return Long.bitCount(messages(machine, p))
          + (int) machine.words.load(machine.doorbells.doorbell(p));
    }

    @Override
    public int choice(AmdMachine machine, int agent, int alternative) {
      long messages = messages(machine, machine.numberOf(agent));
      for (int skipped = 0; skipped < alternative; skipped++) {
        messages &= messages - 1;
      }
      return messages == 0 ? DoorbellBank.MESSAGE : 192 + Long.numberOfTrailingZeros(messages);
    }

    @Override
    public String describe(AmdMachine machine, int agent, int choice) {
      return choice == DoorbellBank.MESSAGE
          ? "doorbell"
          : "vector " + Integer.toHexString(choice) + "h";
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      if (choice != DoorbellBank.MESSAGE) {
        machine.words.getAndAnd(machine.lapics.bus(p), ~HostVector.bit(choice));
        machine.raise(p, choice);
        return 0;
      }
      machine.words.store(machine.doorbells.doorbell(p), 0);
      int context = (int) machine.words.load(machine.pcpus.context(p));
      if (machine.kindOf(context) == Agent.Kind.GUEST
          && machine.virtualizesIpis(machine.numberOf(context))) {
        machine.evaluate(machine.numberOf(context));
        machine.signal(machine.processorAgent(p));
      }
      return 0;
    }
  }
}
