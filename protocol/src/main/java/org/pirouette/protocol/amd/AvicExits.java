package org.pirouette.protocol.amd;

import org.jspecify.annotations.Nullable;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.ExitHooks;
import org.pirouette.protocol.x86.VmExit;
import org.pirouette.protocol.x86.X86Cost;

/// The exits that only AVIC has: an IPI that the hardware did not complete, because its target did
/// not run (id 1); and the EOI of a level-triggered interrupt.
public final class AvicExits implements ExitHooks {
  private final Label complete;
  private final boolean pendingHint;
  private final Label incomplete = new Label("avic_incomplete_ipi_interception");
  private final Label unaccelerated = new Label("avic_unaccelerated_access_interception");

  /// @param complete `svm_complete_interrupt_delivery`
  /// @param pendingHint whether `irr_pending` is of any use
  AvicExits(Label complete, boolean pendingHint) {
    this.complete = complete;
    this.pendingHint = pendingHint;
  }

  @Override
  public void handleOwnExits(Program.Assembler assembler, ThreadLabels labels) {
    assembler.label(incomplete);
    if (pendingHint) {
      assembler.step(new SetTargetPending());
    }
    assembler
        .step(new CompleteIpi(labels.run, complete))
        .label(unaccelerated)
        .step(new EndLevelInterrupt(labels.run));
  }

  @Override
  public @Nullable Label exitHandler(int ordinal) {
    if (ordinal == AmdExitReason.AVIC_INCOMPLETE_IPI.ordinal()) {
      return incomplete;
    }
    return ordinal == AmdExitReason.AVIC_UNACCELERATED_ACCESS.ordinal() ? unaccelerated : null;
  }

  private static int operand(AmdMachine machine, int agent) {
    return GuestChoice.operand(machine.get(machine.scratch(agent), Registers.OPERAND));
  }

  /// `irr_pending` of the target, whose IRR the hardware has changed behind KVM's back.
  public static class SetTargetPending extends AmdStep {
    /// The step as it is.
    public SetTargetPending() {
      super(
          "set target's irr_pending", "Linux avic_kick_vcpu", AmdCost.EXIT_HANDLER_INCOMPLETE_IPI);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.words.store(machine.avics.irrPending(operand(machine, agent) >>> 8), 1);
      return NEXT;
    }
  }

  /// The bit is in IRR; the target has to be told.
  public static class CompleteIpi extends AmdStep {
    private final Label run;
    private final Label complete;

    /// @param run the loop
    /// @param complete where the target is told
    public CompleteIpi(Label run, Label complete) {
      super(
          "kick target",
          "Linux avic_incomplete_ipi_interception, avic_kick_target_vcpus",
          AmdCost.EXIT_HANDLER_INCOMPLETE_IPI);
      this.run = run;
      this.complete = complete;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      return VmExit.post(machine, agent, operand(machine, agent), run, complete);
    }
  }

  /// The EOI of a level-triggered interrupt, which the hardware left to software.
  public static class EndLevelInterrupt extends AmdStep {
    private final Label run;

    /// @param run the loop
    public EndLevelInterrupt(Label run) {
      super("EOI to IOAPIC", "Linux avic_unaccel_trap_write", X86Cost.EXIT_HANDLER_EOI);
      this.run = run;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int vector = machine.register(agent, Registers.EXIT_VECTOR);
      machine.setRegister(agent, Registers.EXIT_VECTOR, 0);
      machine.set(machine.scratch(agent), Registers.OPERAND, 0);
      machine.words.getAndAnd(
          machine.vapics.visr(v, VectorBitmap.word(vector)), ~VectorBitmap.bit(vector));
      machine.mark(agent, Mark.EOI, v, vector);
      machine.endLevelInterrupt(v, vector);
      machine.words.getAndOr(machine.vcpus.requests(v), Request.EVENT);
      return run.pc();
    }
  }
}
