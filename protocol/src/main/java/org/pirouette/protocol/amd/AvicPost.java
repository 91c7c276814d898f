package org.pirouette.protocol.amd;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.VcpuKick;
import org.pirouette.protocol.kvm.VcpuWakeUp;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;

/// The software poster (A12): `svm_deliver_interrupt`, with or without AVIC; and its end,
/// `svm_complete_interrupt_delivery`, which also finishes IPIs that the hardware left incomplete.
/// Runs in a KVM thread or in a host interrupt handler; TARGET, VECTOR and POST_RETURN are in the
/// agent's registers.
public final class AvicPost {
  private final Label entry;
  private final Label complete;
  private final Label classical = new Label("AVIC inhibited");
  private final Label kick = new Label("kvm_vcpu_kick");
  private final Label outside = new Label("kvm_vcpu_wake_up");

  AvicPost(Label entry, Label complete) {
    this.entry = entry;
    this.complete = complete;
  }

  void addTo(Program.Assembler assembler, boolean pendingHint) {
    assembler.label(entry).step(new SetRequest());
    if (pendingHint) {
      assembler.step(new SetPending());
    }
    assembler
        .label(complete)
        .step(new ReadMode())
        .step(new ReadActive(classical))
        .step(new Choose(outside))
        .step(new RingDoorbell())
        .label(outside);
    VcpuWakeUp.addTo(assembler);
    VcpuKick.addTo(assembler.label(classical), kick);
  }

  /// The vector's bit in IRR. The locked instruction is the barrier before the load of mode.
  public static class SetRequest extends AmdStep {
    /// The step as it is.
    public SetRequest() {
      super("set IRR", "Linux svm_deliver_interrupt, kvm_lapic_set_irr", Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      int vector = machine.register(agent, Registers.VECTOR);
      machine.notePosted(v, vector);
      machine.words.getAndOr(
          machine.vapics.virr(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
      machine.mark(agent, Mark.POSTED, v, vector);
      machine.signal(machine.thread(v)); // it may poll
      return NEXT;
    }
  }

  /// `irr_pending`: IRR is worth a search.
  public static class SetPending extends AmdStep {
    /// The step as it is.
    public SetPending() {
      super("set irr_pending", "Linux kvm_lapic_set_irr", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      machine.words.store(machine.avics.irrPending(v), 1);
      return NEXT;
    }
  }

  /// Where the target is; the answer is in FLAG.
  public static class ReadMode extends AmdStep {
    /// The step as it is.
    public ReadMode() {
      super("read mode", "Linux svm_complete_interrupt_delivery", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      machine.words.fence(); // smp_mb__after_atomic: nothing but a compiler barrier on x86
      boolean inGuest = machine.words.load(machine.vcpus.mode(v)) == Mode.IN_GUEST;
      machine.setRegister(agent, Registers.FLAG, inGuest ? 1 : 0);
      return NEXT;
    }
  }

  /// Whether the target has AVIC. Read behind mode: a target that has just lost AVIC and entered
  /// the guest again is seen as one without.
  public static class ReadActive extends AmdStep {
    private final Label classical;

    /// @param classical where a target without AVIC is asked to inject
    public ReadActive(Label classical) {
      super("read apicv_active", "Linux svm_complete_interrupt_delivery", Cost.PLAIN);
      this.classical = classical;
    }

    /// Where a target without AVIC is asked to inject.
    public int classical() {
      return classical.pc();
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      if (machine.words.load(machine.vapics.apicvActive(v)) == 1) {
        return NEXT;
      }
      machine.setRegister(agent, Registers.FLAG, 0);
      return classical.pc();
    }
  }

  /// Doorbell or wake, by the mode that was read.
  public static class Choose extends AmdStep {
    private final Label outside;

    /// @param outside where the target is woken
    public Choose(Label outside) {
      super("in guest?", "Linux svm_complete_interrupt_delivery", Cost.PLAIN);
      this.outside = outside;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      return machine.takeFlag(agent) ? NEXT : outside.pc();
    }
  }

  /// The doorbell of the pCPU that `vcpu->cpu` names, unless it is this one, which looks at the
  /// page when it enters.
  public static class RingDoorbell extends AmdStep {
    /// The step as it is.
    public RingDoorbell() {
      super("ring doorbell", "Linux avic_ring_doorbell", AmdCost.DOORBELL_SEND);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      int p = (int) machine.words.load(machine.vcpus.vcpuCpu(v));
      if (p != machine.processorOf(agent) && p < machine.configuration().processors()) {
        machine.mark(agent, Mark.NOTIFIED, v, DoorbellBank.MESSAGE);
        machine.ringDoorbell(agent, p);
      }
      return VcpuWakeUp.leave(machine, agent);
    }
  }
}
