package org.pirouette.protocol.arm;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Program;

/// What a pCPU does between two instructions: it takes physical interrupts to the host, and gives
/// virtual ones to the guest.
public final class Processor {
  private Processor() {}

  static Program program(Assembly assembly) {
    return assembly.assembler("CPU").step(new Take()).assemble();
  }

  /// Takes the interrupt. A guest leaves for a physical one, which stays pending until the host has
  /// its interrupts on again; a guest that takes a virtual one goes to its handler and reads
  /// ICV_IAR1_EL1, which takes a vLPI's pending state away.
  public static class Take extends ArmStep {
    /// The step as it is.
    public Take() {
      super("take interrupt", "Arm ARM D1.3.5; ICC_IAR1_EL1", Cost.NONE, Decision.WAIT);
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return machine.atBoundary(machine.numberOf(agent)) ? 1 : 0;
    }

    @Override
    public String describe(ArmMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      return switch (machine.boundaryEvent(p)) {
        case NONE -> "";
        case PHYSICAL_INTERRUPT -> HostIrq.name(machine.highestPending(p));
        case VIRTUAL_INTERRUPT -> "virtual interrupt";
      };
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      int context = (int) machine.words.load(machine.pcpus.context(p));
      switch (machine.boundaryEvent(p)) {
        case NONE -> throw new IllegalStateException("nothing to take on pCPU " + p);
        case PHYSICAL_INTERRUPT -> physical(machine, agent, p, context);
        case VIRTUAL_INTERRUPT -> virtual(machine, agent, machine.numberOf(context));
      }
      return 0;
    }

    private static void physical(ArmMachine machine, int agent, int p, int context) {
      int irq = machine.highestPending(p);
      if (machine.kindOf(context) == Agent.Kind.GUEST) {
        machine.exitGuest(agent, p, machine.numberOf(context), ArmExitReason.IRQ, irq);
        return;
      }
      machine.retract(p, irq);
      machine.set(machine.pcpus.flags(p), ProcessorBank.INTERRUPTS_ON, 0);
      machine.interrupt(agent, p, irq, context);
    }

    private static void virtual(ArmMachine machine, int agent, int v) {
      int vector = lowest(machine, v);
      int word = VectorBitmap.word(vector);
      long bit = VectorBitmap.bit(vector);
      boolean listed = (machine.words.load(machine.vgics.list(v, word)) & bit) != 0;
      int from = listed ? machine.vgics.list(v, word) : machine.vpes.cache(v, word);
      machine.words.getAndAnd(from, ~bit);
      long control = machine.words.load(machine.vgics.control(v));
      control = VgicBank.ACTIVE.set(control, vector);
      machine.words.store(
          machine.vgics.control(v), VgicBank.FROM_LIST.set(control, listed ? 1 : 0));
      long guest = VcpuBank.GUEST_IF.set(machine.words.load(machine.vcpus.guest(v)), 0);
      machine.words.store(machine.vcpus.guest(v), VcpuBank.PHASE.set(guest, 1));
      machine.noteDelivered(agent, v, vector);
      machine.signal(machine.guestAgent(v));
    }

    private static int lowest(ArmMachine machine, int v) {
      for (int i : machine.usedWords()) {
        long word = machine.signalled(v, i);
        if (word != 0) {
          return i * Long.SIZE + Long.numberOfTrailingZeros(word);
        }
      }
      throw new IllegalStateException("no virtual interrupt for vCPU " + v);
    }
  }
}
