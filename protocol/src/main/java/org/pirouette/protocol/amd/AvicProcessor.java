package org.pirouette.protocol.amd;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.AcceptEvent;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.X86ExitReason;
import org.pirouette.protocol.x86.X86Machine;

/// What a pCPU does at an instruction boundary.
public final class AvicProcessor {
  private AvicProcessor() {}

  static Program program(Assembly assembly) {
    Label boundary = new Label("instruction boundary");
    return assembly.assembler("processor").label(boundary).step(new Accept(boundary)).assemble();
  }

  /// The event of highest priority. A physical interrupt ends the guest and stays pending: the host
  /// takes it once its interrupts are on.
  public static final class Accept extends AcceptEvent {
    private final Label boundary;

    Accept(Label boundary) {
      super(boundary, "APM 2 15.21, 15.29");
      this.boundary = boundary;
    }

    @Override
    protected int interruptGuest(X86Machine machine, int agent, int p, int context) {
      int vector = HostVector.highest(machine.words.load(machine.lapics.apicIrr(p)));
      machine.exitUntold(
          agent, p, machine.numberOf(context), X86ExitReason.EXTERNAL_INTERRUPT, vector);
      return boundary.pc();
    }
  }
}
