package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Program;

/// `kvm_vgic_vcpu_pending_irq`, a subroutine of the KVM thread: whether a waiting vCPU has an
/// interrupt. WFI ends for one that PSTATE.I masks as well. Answers in FLAG.
public final class PendingCheck {
  private PendingCheck() {}

  static void addTo(
      Program.Assembler assembler, ThreadLabels labels, int[] usedWords, boolean direct) {
    assembler.label(labels.check);
    if (direct) {
      assembler.step(new ReadPendingLast());
    }
    for (int i = 0; i < usedWords.length; i++) {
      assembler.step(new ReadLatch(usedWords[i], i == usedWords.length - 1));
    }
    if (usedWords.length == 0) {
      assembler.step(new ReadLatch(0, true));
    }
  }

  private static int answer(ArmMachine machine, int agent, boolean pending) {
    int back = machine.get(machine.scratch(agent), Registers.CHECK_RETURN);
    machine.set(machine.scratch(agent), Registers.CHECK_RETURN, 0);
    machine.setRegister(agent, Registers.FLAG, pending ? 1 : 0);
    return back;
  }

  /// What the redistributor or a doorbell said.
  public static class ReadPendingLast extends ArmStep {
    /// The step as it is.
    public ReadPendingLast() {
      super("pending_last?", "Linux kvm_vgic_vcpu_pending_irq", Cost.PLAIN);
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      return machine.words.load(machine.vpes.pendingLast(v)) == 1
          ? answer(machine, agent, true)
          : NEXT;
    }
  }

  /// What is queued in software.
  public static class ReadLatch extends ArmStep {
    private final int word;
    private final boolean last;

    ReadLatch(int word, boolean last) {
      super("queued[" + word + "]?", "Linux kvm_vgic_vcpu_pending_irq", Cost.PLAIN);
      this.word = word;
      this.last = last;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      boolean queued = machine.words.load(machine.vgics.latch(machine.numberOf(agent), word)) != 0;
      return queued || last ? answer(machine, agent, queued) : NEXT;
    }
  }
}
