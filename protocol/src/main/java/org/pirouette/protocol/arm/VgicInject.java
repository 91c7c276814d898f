package org.pirouette.protocol.arm;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.kvm.VcpuKick;
import org.pirouette.protocol.kvm.VcpuWakeUp;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// `vgic_queue_irq_unlock`: an interrupt becomes pending in software, and its vCPU is told. The
/// doorbell's handler joins at [#tell].
public final class VgicInject {
  /// Where the vCPU is told.
  public final Label tell = new Label("KVM_REQ_IRQ_PENDING");

  private final Label entry;

  VgicInject(Label entry) {
    this.entry = entry;
  }

  void addTo(Program.Assembler assembler) {
    assembler
        .label(entry)
        .step(new SetPending())
        .label(tell)
        .step(new RequestIrqPending())
        .step(new VcpuKick.ReadWait())
        .step(new VcpuKick.Wake())
        .step(new VcpuKick.LeaveGuestMode())
        .step(new VcpuKick.Interrupt());
  }

  /// Where an injection starts.
  Label entry() {
    return entry;
  }

  /// Calls it from a thread or handler.
  static int call(ArmMachine machine, int agent, int v, int vector, Label back, Label post) {
    long registers = machine.words.load(machine.registers(agent));
    registers = Registers.TARGET.set(registers, v);
    registers = Registers.VECTOR.set(registers, vector);
    machine.words.store(machine.registers(agent), Registers.POST_RETURN.set(registers, back.pc()));
    return post.pc();
  }

  /// Under the interrupt's lock: `pending_latch`, or INT at the ITS if devices set it in hardware.
  public static class SetPending extends ArmStep {
    /// The step as it is.
    public SetPending() {
      super(
          "pending_latch := 1",
          "Linux vgic_its_trigger_msi, vgic_queue_irq_unlock",
          Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      int vector = machine.register(agent, Registers.VECTOR);
      if (machine.isForwarded(v, vector)) {
        machine.makePending(agent, 0, v, vector);
        return VcpuWakeUp.leave(machine, agent);
      }
      machine.notePosted(v, vector);
      machine.words.getAndOr(
          machine.vgics.latch(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
      return NEXT;
    }
  }

  /// The vCPU is to come by its entry.
  public static class RequestIrqPending extends ArmStep {
    /// The step as it is.
    public RequestIrqPending() {
      super(
          "request IRQ_PENDING",
          "Linux kvm_make_request(KVM_REQ_IRQ_PENDING)",
          Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      machine.words.getAndOr(machine.vcpus.requests(v), Request.EVENT);
      machine.signal(machine.thread(v)); // it may poll
      return NEXT;
    }
  }
}
