package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Words;

/// What happens when a KVM thread loses its pCPU (A6): `kvm_sched_out`. Interrupts and preemption
/// are off throughout. What the architecture has to put away is its `vcpu_put`.
public final class SchedOut {
  private final ThreadLabels labels;

  SchedOut(ThreadLabels labels) {
    this.labels = labels;
  }

  void addTo(Program.Assembler assembler, ThreadHooks hooks) {
    assembler.label(labels.schedOut).step(new NoteState()).label(labels.put);
    hooks.vcpuPut(assembler, labels);
    assembler.label(labels.putDone).step(new Leave(labels.schedIn, labels.afterPut));
  }

  /// `vcpu->preempted`: the thread would rather go on running.
  public static class NoteState extends KvmStep {
    /// The step as it is.
    public NoteState() {
      super("preempted?", "Linux kvm_sched_out", Cost.PLAIN);
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      machine.setRegister(
          agent, Registers.PREEMPTED, machine.get(machine.vcpus.task(v), VcpuBank.ON_QUEUE));
      return NEXT;
    }
  }

  /// The pCPU goes to the scheduler; or, after the put of an ioctl, back to the thread.
  public static class Leave extends KvmStep {
    private final Label schedIn;
    private final Label afterPut;

    /// @param schedIn where the thread goes on when it is picked again
    /// @param afterPut where it goes on in the VMM
    public Leave(Label schedIn, Label afterPut) {
      super("switch away", "Linux context_switch", KvmCost.SCHED_OUT);
      this.schedIn = schedIn;
      this.afterPut = afterPut;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.processorOf(agent);
      Words words = machine.words;
      words.store(machine.pcpus.runningVcpu(p), 0);
      if (machine.register(agent, Registers.IN_USERSPACE) == 1) {
        return afterPut.pc();
      }
      machine.mark(agent, Mark.SCHEDULED_OUT, v, p);
      words.store(machine.pcpus.flags(p), ProcessorBank.INTERRUPTS_ON.mask());
      words.getAndAnd(machine.vcpus.task(v), ~VcpuBank.ON_CPU.mask());
      machine.run(p, machine.scheduler(p));
      return schedIn.pc();
    }
  }
}
