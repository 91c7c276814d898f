package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;

/// What a pCPU does at an instruction boundary of its context: the interrupt-window exit, delivery
/// of a virtual interrupt, or an external interrupt, which runs the host's handler or ends the
/// guest.
public abstract class AcceptEvent extends X86Step {
  private final Label boundary;

  /// @param boundary where the processor waits for the next event
  /// @param source where the manual says so
  protected AcceptEvent(Label boundary, String source) {
    super("accept", source, Cost.NONE, Decision.WAIT);
    this.boundary = boundary;
  }

  /// An external interrupt is pending while a guest runs.
  ///
  /// @param context the guest
  /// @return where the processor goes on
  protected abstract int interruptGuest(X86Machine machine, int agent, int p, int context);

  @Override
  public final int alternatives(X86Machine machine, int agent) {
    return machine.boundaryEvent(machine.numberOf(agent)) == ProcessorEvent.NONE ? 0 : 1;
  }

  @Override
  public final String describe(X86Machine machine, int agent, int choice) {
    int p = machine.numberOf(agent);
    return switch (machine.boundaryEvent(p)) {
      case NONE -> "";
      case INTERRUPT_WINDOW -> "interrupt window";
      case VIRTUAL_INTERRUPT -> "virtual interrupt";
      case EXTERNAL_INTERRUPT ->
          "vector "
              + Integer.toHexString(
                  HostVector.highest(machine.words.load(machine.lapics.apicIrr(p))))
              + "h";
    };
  }

  @Override
  public final int execute(X86Machine machine, int agent, int choice) {
    int p = machine.numberOf(agent);
    int context = (int) machine.words.load(machine.pcpus.context(p));
    int v = machine.numberOf(context);
    switch (machine.boundaryEvent(p)) {
      case NONE -> throw new IllegalStateException("nothing to accept on pCPU " + p);
      case INTERRUPT_WINDOW -> machine.exitGuest(agent, p, v, X86ExitReason.INTERRUPT_WINDOW, 0);
      case VIRTUAL_INTERRUPT -> machine.deliverVirtualInterrupt(agent, v);
      case EXTERNAL_INTERRUPT -> {
        if (machine.kindOf(context) == Agent.Kind.GUEST) {
          return interruptGuest(machine, agent, p, context);
        }
        int vector = machine.acknowledge(p);
        machine.set(machine.pcpus.flags(p), ProcessorBank.INTERRUPTS_ON, 0);
        machine.interrupt(agent, p, vector, context);
      }
    }
    return boundary.pc();
  }
}
