package org.pirouette.protocol.intel;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.AcceptEvent;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.X86ExitReason;
import org.pirouette.protocol.x86.X86Machine;

/// What a pCPU does at an instruction boundary of its context: the interrupt-window exit, delivery
/// of a virtual interrupt, and an external interrupt, which runs the host's handler, exits, or, if
/// it is the notification vector, starts posted-interrupt processing (A3, A4).
///
/// Posted-interrupt processing is microcode: while it runs, the pCPU is its own context, and
/// nothing else happens there.
public final class PostedInterruptProcessing {
  private PostedInterruptProcessing() {}

  public static Program program(Assembly assembly) {
    Label boundary = new Label("instruction boundary");
    Label process = new Label("posted-interrupt processing");
    Program.Assembler assembler =
        assembly
            .assembler("processor")
            .label(boundary)
            .step(new Accept(boundary, process))
            .label(process)
            .step(new ClearOutstanding())
            .step(new EndPhysicalInterrupt());
    for (int word : assembly.usedWords()) {
      assembler.step(new Move(word));
    }
    return assembler.step(new Evaluate(boundary)).assemble();
  }

  /// The event of highest priority at an instruction boundary. The exit acknowledges the interrupt;
  /// the notification vector starts posted-interrupt processing instead.
  public static final class Accept extends AcceptEvent {
    private final Label boundary;
    private final Label process;

    Accept(Label boundary, Label process) {
      super(boundary, "SDM 3A 6.9, 3C 29.6");
      this.boundary = boundary;
      this.process = process;
    }

    @Override
    protected int interruptGuest(X86Machine machine, int agent, int p, int context) {
      int vector = machine.acknowledge(p);
      int v = machine.numberOf(context);
      boolean processes =
          machine.get(machine.vapics.vmcs(v), VirtualApicBank.VIRTUAL_DELIVERY) == 1;
      if (processes && vector == ((IntelMachine) machine).notificationVector()) {
        machine.mark(agent, Mark.PROCESSED, v, p);
        machine.words.store(machine.pcpus.interrupted(p), context);
        machine.run(p, agent);
        return process.pc();
      }
      machine.exitGuest(agent, p, v, X86ExitReason.EXTERNAL_INTERRUPT, vector);
      return boundary.pc();
    }
  }

  /// Step 3: ON is cleared, the other bits of the descriptor stay.
  public static class ClearOutstanding extends IntelStep {
    /// The step as it is.
    public ClearOutstanding() {
      super("clear ON", "SDM 3C 29.6 step 3", IntelCost.POSTED_PROCESSING);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.interruptedVcpu(agent);
      machine.words.getAndAnd(machine.activeControl(v), ~NotificationControl.ON);
      return NEXT;
    }
  }

  /// Step 4: the physical local APIC gets its EOI.
  public static class EndPhysicalInterrupt extends IntelStep {
    /// The step as it is.
    public EndPhysicalInterrupt() {
      super("physical EOI", "SDM 3C 29.6 step 4", Cost.NONE);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.endPhysicalInterrupt(machine.numberOf(agent));
      return NEXT;
    }
  }

  /// Steps 5 and 6 for one word: PIR is taken as one atomic exchange and merged into VIRR; RVI
  /// rises to the highest vector taken, and stays if there was none.
  public static class Move extends IntelStep {
    private final int word;

    /// @param word 0 to 3
    public Move(int word) {
      super("move PIR[" + word + "] to VIRR", "SDM 3C 29.6 steps 5, 6", Cost.LOCKED_CONTENDED);
      this.word = word;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.interruptedVcpu(agent);
      long posted = machine.words.getAndSet(machine.activePir(v, word), 0);
      if (posted != 0) {
        VirtualInterrupt.raise(machine, v, word, posted);
      }
      return NEXT;
    }
  }

  /// Step 7: evaluation of pending virtual interrupts, then the guest goes on.
  public static class Evaluate extends IntelStep {
    private final Label boundary;

    /// @param boundary where the processor waits for the next event
    public Evaluate(Label boundary) {
      super("evaluate", "SDM 3C 29.6 step 7, 29.2.1", Cost.NONE);
      this.boundary = boundary;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      int v = machine.interruptedVcpu(agent);
      VirtualInterrupt.evaluate(machine, v);
      machine.run(p, machine.guestAgent(v));
      machine.words.store(machine.pcpus.interrupted(p), 0);
      return boundary.pc();
    }
  }
}
