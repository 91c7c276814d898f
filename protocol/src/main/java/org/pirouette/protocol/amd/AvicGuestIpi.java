package org.pirouette.protocol.amd;

import org.pirouette.model.amd.PhysicalApicIdEntry;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.X86Cost;

/// The processor at work on an IPI that its guest sends to one target: the bit in the target's
/// backing page, then IsRunning, and either the doorbell or the exit INCOMPLETE_IPI, which happens
/// on the sender.
public final class AvicGuestIpi {
  private AvicGuestIpi() {}

  static void addTo(Program.Assembler assembler, Label boundary) {
    assembler.step(new SetTargetRequest()).step(new ReadRunning(boundary));
  }

  /// The vector's bit in the target's IRR.
  public static class SetTargetRequest extends AmdStep {
    /// The step as it is.
    public SetTargetRequest() {
      super("IPI: set target's IRR", "APM 2 15.29.2", X86Cost.VIRTUAL_IPI);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      long registers = machine.words.load(machine.vapics.guestRegisters(machine.numberOf(agent)));
      int v = VirtualApicBank.IPI_TARGET.get(registers);
      int vector = VirtualApicBank.IPI_VECTOR.get(registers);
      machine.notePosted(v, vector);
      machine.words.getAndOr(
          machine.vapics.virr(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
      machine.mark(agent, Mark.POSTED, v, vector);
      machine.signal(machine.thread(v)); // it may poll
      return NEXT;
    }
  }

  /// The target's entry in the physical APIC ID table: the doorbell of its processor if it runs,
  /// else the exit. With erratum 1235 the processor may take a target for running that has just
  /// stopped.
  public static class ReadRunning extends AmdStep {
    private static final int STALE = 1;

    private final Label boundary;

    /// @param boundary where the guest goes on
    public ReadRunning(Label boundary) {
      super(
          "IPI: read IsRunning",
          "APM 2 15.29.2; revision guide 17h, 1235",
          X86Cost.VIRTUAL_IPI,
          Decision.ENVIRONMENT);
      this.boundary = boundary;
    }

    private static int target(AmdMachine machine, int agent) {
      return machine.get(
          machine.vapics.guestRegisters(machine.numberOf(agent)), VirtualApicBank.IPI_TARGET);
    }

    @Override
    public boolean optional(AmdMachine machine, int agent) {
      return false;
    }

    @Override
    public int alternatives(AmdMachine machine, int agent) {
      return (int) machine.words.load(machine.avics.stale(target(machine, agent))) + 1;
    }

    @Override
    public String describe(AmdMachine machine, int agent, int choice) {
      return choice == STALE ? "stale: running" : "";
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int own = machine.numberOf(agent);
      long registers = machine.words.load(machine.vapics.guestRegisters(own));
      int v = VirtualApicBank.IPI_TARGET.get(registers);
      int vector = VirtualApicBank.IPI_VECTOR.get(registers);
      machine.words.store(machine.vapics.guestRegisters(own), 0);
      long entry = machine.words.load(machine.avics.physical(v));
      if (choice == STALE) {
        machine.words.store(machine.avics.stale(v), 0);
        entry |= PhysicalApicIdEntry.IS_RUNNING;
      }
      if (PhysicalApicIdEntry.isRunning(entry)) {
        machine.mark(agent, Mark.NOTIFIED, v, DoorbellBank.MESSAGE);
        machine.ringDoorbell(agent, PhysicalApicIdEntry.hostApicId(entry));
      } else {
        machine.set(
            machine.vcpus.threadScratch(own),
            Registers.OPERAND,
            GuestChoice.SEND_IPI.with(v << 8 | vector));
        machine.exitGuest(
            agent, machine.taskCpu(own), own, AmdExitReason.AVIC_INCOMPLETE_IPI.ordinal(), 0);
      }
      return boundary.pc();
    }
  }
}
